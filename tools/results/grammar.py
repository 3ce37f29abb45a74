"""What a question in SQL may be built from, in the words of DuckDB's parser.

All else is refused. Functions read their arguments and nothing else: no settings, no catalog, no
files, no variables; and none makes much out of little (repeat, range, lpad, format): DuckDB counts
their memory against no limit and does not hear an interrupt in them.
"""

# Classes of expressions.
_CLASSES = """
    BETWEEN CASE CAST COLLATE COLUMN_REF COMPARISON CONJUNCTION CONSTANT FUNCTION LAMBDA
    LAMBDA_REF OPERATOR PARAMETER POSITIONAL_REFERENCE STAR SUBQUERY TYPE WINDOW
"""
CLASSES = frozenset(_CLASSES.split())

# Nodes, references to tables, modifiers and orders.
_KINDS = """
    SELECT_NODE SET_OPERATION_NODE RECURSIVE_CTE_NODE CTE_NODE
    BASE_TABLE EMPTY EXPRESSION_LIST JOIN PIVOT SHOW_REF SUBQUERY TABLE_FUNCTION
    DISTINCT_MODIFIER LIMIT_MODIFIER LIMIT_PERCENT_MODIFIER ORDER_MODIFIER
    ASCENDING DESCENDING ORDER_DEFAULT
"""
KINDS = frozenset(_KINDS.split())

TABLE_FUNCTIONS = frozenset({"unnest"})

_OPERATORS = """
    + - * / // % ^ ** & | ~ << >> || @ = != <> < <= > >= && @> <@ -> ->> ^@
    ~~ !~~ ~~* !~~* ~~~ like_escape not_like_escape ilike_escape not_ilike_escape
"""
_AGGREGATES = """
    any_value approx_count_distinct approx_quantile arbitrary arg_max arg_min argmax argmin
    array_agg avg bool_and bool_or corr count count_if count_star countif covar_pop covar_samp
    entropy favg first fsum geomean geometric_mean group_concat histogram kahan_sum kurtosis last
    list listagg mad max max_by mean median min min_by mode product quantile quantile_cont
    quantile_disc regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy
    regr_syy sem skewness stddev stddev_pop stddev_samp string_agg sum var_pop var_samp variance
    wavg weighted_avg grouping grouping_id
"""
_WINDOWS = """
    row_number rank dense_rank rank_dense percent_rank cume_dist ntile lag lead
    first_value last_value nth_value fill
"""
_NUMBERS = """
    abs acos asin atan atan2 cbrt ceil ceiling cos cot degrees even exp fdiv floor fmod
    greatest hash if ifnull isfinite isinf isnan least ln log log10 log2 mod nullif pi pow power
    radians random round round_even sign signbit sin sqrt tan trunc coalesce add subtract multiply
    divide typeof error width_bucket
"""
_TEXTS = """
    ascii concat concat_ws contains ends_with format_bytes instr jaccard jaro_similarity
    jaro_winkler_similarity lcase left len length levenshtein lower ltrim md5 nfc_normalize
    parse_filename position prefix regexp_escape regexp_extract regexp_extract_all
    regexp_full_match regexp_matches regexp_replace replace reverse right rtrim sha256 split
    split_part starts_with str_split string_split string_to_array strip_accents strlen strpos
    substr substring suffix translate trim ucase upper
"""
_TIMES = """
    age century current_date current_localtimestamp current_timestamp date_add date_diff date_part
    date_sub date_trunc datediff datepart datesub datetrunc day dayname dayofmonth dayofweek
    dayofyear epoch epoch_ms get_current_timestamp hour isodow isoyear last_day make_date
    make_timestamp minute month monthname now quarter second strftime strptime time_bucket timezone
    to_days to_hours to_milliseconds to_minutes to_months to_seconds to_timestamp to_weeks to_years
    today try_strptime week weekday weekofyear year
"""
_LISTS = """
    apply array_contains array_distinct array_extract array_filter array_has array_has_all
    array_has_any array_length array_position array_slice array_sort array_to_string array_transform
    element_at filter flatten list_any_value list_apply list_avg list_contains list_count
    list_distinct list_extract list_filter list_first list_has list_has_all list_has_any
    list_intersect list_last list_max list_median list_min list_position list_reduce list_reverse
    list_slice list_sort list_string_agg list_sum list_transform list_unique list_value list_where
    list_zip cardinality map map_contains map_entries map_extract map_extract_value map_keys
    map_values row struct_extract struct_extract_at struct_pack unnest
"""
FUNCTIONS = frozenset(
    f"{_OPERATORS} {_AGGREGATES} {_WINDOWS} {_NUMBERS} {_TEXTS} {_TIMES} {_LISTS}".split()
)
