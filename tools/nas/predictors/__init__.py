"""What a network would reach, predicted from few that are known."""
