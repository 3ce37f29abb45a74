-- The tables of Chainlit's data layer, which makes none itself. A test holds them against its types.
PRAGMA journal_mode = WAL;

CREATE TABLE IF NOT EXISTS users (
    "id" TEXT PRIMARY KEY, "identifier" TEXT NOT NULL UNIQUE, "metadata" TEXT NOT NULL,
    "createdAt" TEXT
);

CREATE TABLE IF NOT EXISTS threads (
    "id" TEXT PRIMARY KEY, "createdAt" TEXT, "name" TEXT, "userId" TEXT, "userIdentifier" TEXT,
    "tags" TEXT, "metadata" TEXT
);

CREATE TABLE IF NOT EXISTS steps (
    "id" TEXT PRIMARY KEY, "name" TEXT NOT NULL, "type" TEXT NOT NULL, "threadId" TEXT NOT NULL,
    "parentId" TEXT, "command" TEXT, "modes" TEXT, "streaming" INTEGER NOT NULL,
    "waitForAnswer" INTEGER, "isError" INTEGER, "metadata" TEXT, "tags" TEXT, "input" TEXT,
    "output" TEXT, "createdAt" TEXT, "start" TEXT, "end" TEXT, "generation" TEXT, "showInput" TEXT,
    "defaultOpen" INTEGER, "autoCollapse" INTEGER, "language" TEXT, "icon" TEXT
);

CREATE TABLE IF NOT EXISTS elements (
    "id" TEXT PRIMARY KEY, "threadId" TEXT, "type" TEXT, "url" TEXT, "path" TEXT,
    "chainlitKey" TEXT, "name" TEXT NOT NULL, "display" TEXT, "objectKey" TEXT, "size" TEXT,
    "page" INTEGER, "language" TEXT, "forId" TEXT, "mime" TEXT, "props" TEXT, "autoPlay" INTEGER,
    "playerConfig" TEXT
);

CREATE TABLE IF NOT EXISTS feedbacks (
    "id" TEXT PRIMARY KEY, "forId" TEXT NOT NULL, "threadId" TEXT, "value" INTEGER NOT NULL,
    "comment" TEXT
);

CREATE INDEX IF NOT EXISTS steps_of_thread ON steps ("threadId");
CREATE INDEX IF NOT EXISTS threads_of_user ON threads ("userId");
