using AgentSched.Tests.Support;

namespace AgentSched.Tests.Api.Access;

/// <summary>What generated requests are made of.</summary>
internal static class FuzzPools
{
    public static readonly string[] Values =
    [
        "null", "true", "false", "0", "-0", "-1", "1", "2", "5", "32", "33", "1.5", "1e3", "1e999", "-1e400", "1e-400", "2147483648", "9223372036854775808", "99999999999999999999999999999999999999",
        "0.1234567890123456789012345678901234567890", "\"\"", "\" \"", "\"a\"", "\"alice\"", "\"bob\"", "\"nightly\"", "\"ann\"", "\"admin\"", "\"main\"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u0000\"",
        "\"\\u202e\\u0007\\ufeff\"", "\"🦊🦊\"", "\"é\\u0301\"", "\"İı\"", "\"a|b\"", "\"a/b\\\\c#d?e\"", "\"' or 1 eq 1\"", "\"<script>\"", "\"{{previous.response}}\"", "\"{{\"", "\"%00\"", "\"../../etc/passwd\"",
        "\"PT1H\"", "\"PT0S\"", "\"-PT5M\"", "\"P1Y\"", "\"P1M\"", "\"PT99999999999999H\"", "\"PT0.0000001S\"", "\"P\"", "\"1:00\"", "\"@daily\"", "\"@reboot\"", "\"* * * * *\"", "\"0 9 * * 1-5\"", "\"0 0 31 2 *\"",
        "\"*/0 * * * *\"", "\"0 0 L * *\"", "\"0 0 * * 5#5\"", "\"99999999999999999999 * * * *\"", "\"0 9 * * * *\"", "\"UTC\"", "\"Europe/Berlin\"", "\"Etc/GMT+12\"", "\"Mars/Olympus\"", "\"../UTC\"", "\"/etc/localtime\"",
        "\"2026-02-01T00:00:00Z\"", "\"2026-02-01T00:00\"", "\"2026-02-01\"", "\"2026-02-01/2026-03-01\"", "\"9999-12-31T23:59:59Z\"", "\"9999-12-31T23:59:59.9999999+14:00\"", "\"0001-01-01T00:00:00Z\"", "\"0001-01-01T00:00:00+14:00\"",
        "\"2026-01-05T09:00:00.1234567890123Z\"", "\"2026-13-45\"", "\"24:00\"", "\"http://127.0.0.1:1/\"", "\"http://[::1]/\"", "\"http://\"", "\"http://a b/\"", "\"https://example.invalid:99999/\"", "\"file:///etc/passwd\"",
        "\"javascript:alert(1)\"", "\"http://xn--/\"", "\"http://ex\\u0000ample/\"", "\"@alice run\"", "\"@alice hi every weekday at 9am\"", "\"every 0 minutes\"", "\"in 999999999999 days\"", "\"first monday of the month at noon\"",
        "\"enable\"", "\"disable\"", "\"delete\"", "\"fireAll\"", "\"skip\"", "\"trinity\"", "\"openai\"", "\"webhook\"", "\"Trinity\"", "\"0\"", "\"1\"", "\"NaN\"",
        "[]", "{}", "[null]", "[1]", "[\"a\"]", "[\"a\",\"a\"]", "[\"\"]", "[[]]", "[{}]", "{\"a\":1}", "{\"\":null}", "{\"a\":1,\"a\":2}", "{\"dayUsd\":1}", "{\"dayUsd\":-1,\"monthTokens\":1e30}",
        "[{\"on\":\"succeeded\",\"schedule\":\"x\"}]", "[{\"agent\":\"alice\",\"id\":\"x\"}]", "[{\"on\":1}]", "{\"\\ud800\":1}", "[\"\\ud800\"]", "{\"a\":\"\\udfff\"}",
    ];

    public static readonly string[] Fields =
    [
        "name", "url", "kind", "owner", "sharedWith", "maxConcurrent", "queueDepth", "timeout", "secret", "model", "priceUsdPerMillionTokensIn", "priceUsdPerMillionTokensOut", "callbacks", "enabled", "limits", "onLimit",
        "message", "description", "tags", "context", "allowedTools", "systemPrompt", "maxTurns", "cron", "zone", "every", "anchor", "at", "startsAt", "endsAt", "exclude", "maxRuns", "jitter", "dstGap", "dstOverlap", "dayMatch",
        "misfire", "catchUpWindow", "overlap", "retries", "retryTimeouts", "chain", "pauseAfterFailures", "maxCostUsdPerRun", "note", "until", "from", "to", "dryRun", "max", "action", "tag", "ids", "text", "role", "tenant", "expiresAt",
        "response", "metadata", "execution_log", "id", "agent", "createdAt", "", "Name", "__proto__", "$type", "name ", "na\\u006de", "\\ud800", "🦊",
    ];

    /// <summary>With those that the server resolves, so that the path leads to another function.</summary>
    public static string[] AllSegments => [.. Segments, ".", "..", "%2e%2e", "%2E"];

    /// <summary>Those that no name may be.</summary>
    public static string[] ImpossibleSegments => [.. Segments.Where(segment => segment.Any("%'*{|~=".Contains))];

    public static readonly string[] Segments =
    [
        "...", "%2E%2E%2f", "%00", "a%2fb", "a%5cb", "'or'1'eq'1", "%27%20or%201%20eq%201", "%E2%80%AE", "%FF%FE", "%C0%AF", "%ED%A0%80", "%F0%9F%A6%8A", "null", "*", "%25", "%2500", "%", "%zz", "ALICE", "alice%20",
        "alice;x=1", "alice%0d%0aX:y", "{agent}", "-1", "0", "~", "a|b", "a%7Cb", "%23", "18ypn1xr74ebpf29ohvpzigg", "zzzzzzzzzzzzzzzz", "bulk", "export", "",
    ];

    public static readonly string[] Queries =
    [
        "limit", "continuation", "status", "trigger", "from", "to", "schedule", "text", "agent", "enabled", "tag", "sort", "deleted", "count", "cron", "zone", "every", "at", "exclude", "maxRuns", "jitter", "startsAt", "endsAt", "anchor",
        "format", "mode", "dryRun", "by", "window", "tenant", "type", "code", "unknown", "", "%00", "limit%20", "LIMIT",
    ];

    public static readonly string[] QueryValues =
    [
        "", "0", "1", "50", "200", "201", "-1", "1e3", "99999999999999999999", "true", "false", "TRUE", "null", "!!", "AAAA", "JyBvciAnMScgZXEgJzE", "YQ", "failed,timedOut", "failed,,", "schedule", "2026-01-01T00:00:00Z", "2026-01-01", "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z", "5000-01-01", "@daily", "*%20*%20*%20*%20*", "%2A/1%20*%20*%20*%20*", "UTC", "Europe/Berlin", "%00", "%FF", "%F0%9F%A6%8A", "%ED%A0%80", "name", "nextDueTime", "json", "yaml", "create", "upsert", "24h", "30d", "day", "owner", "alice", "bob", "main",
        "%", "%zz", "a%26b", "PT1H", "-PT1H", "PT0S", "[]", "{}",
    ];

    public static readonly (string Name, string[] Values)[] Headers =
    [
        ("If-Match", ["*", "\"1\"", "\"999\"", "W/\"1\"", "1", "\"", ",", "\"1\", \"2\"", "\"🦊\"", ""]),
        ("If-None-Match", ["*", "\"1\""]),
        ("Idempotency-Key", ["a", " ", "🦊", "a/b", "a\tb", ""]),
        ("Accept", ["application/json", "text/html", "*/*;q=nonsense", ",,,"]),
        ("Accept-Encoding", ["gzip", "gzip;q=0", "gzip;q=abc", ";", "gzip,,br;q=9", "*"]),
        ("Range", ["bytes=0-1", "bytes=-1", "nonsense"]),
        ("Content-Encoding", ["gzip", "br", "nonsense"]),
        ("Content-Language", ["x"]),
        ("traceparent", ["00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "00-00000000000000000000000000000000-0000000000000000-00", "nonsense"]),
        ("tracestate", ["a=b", "🦊", ",,"]),
        ("baggage", ["a=b", "="]),
        ("X-HTTP-Method-Override", ["DELETE"]),
        ("X-Forwarded-For", ["127.0.0.1", "'"]),
        ("X-Forwarded-Host", ["evil.example", ""]),
        ("X-Original-URL", ["/api/keys"]),
        ("X-MS-CLIENT-PRINCIPAL", ["e30=", "nonsense", "", Principals.Of("ann"), Principals.Of("admin", role: "AgentSched.Admin", issuer: "https://evil.example/"), Principals.Encode(("iss", Principals.Issuer))]),
        ("X-MS-CLIENT-PRINCIPAL-NAME", ["admin"]),
        ("X-Callback-Token", ["s00_AAAA", "_", "", "s00_🦊"]),
        ("Last-Event-ID", ["0", "-1", "nonsense", "99999999999999999999"]),
        ("Cookie", ["a=b", "=;=", "🦊"]),
        ("Sec-Fetch-Site", ["cross-site", "same-origin", "none", "", "🦊"]),
        ("X-AgentSched-Page", ["1", ""]),
        ("Origin", ["null", "https://evil.example"]),
        ("Host", ["evil.example", "127.0.0.1:1"]),
        ("Prefer", ["respond-async"]),
    ];

    public static readonly string?[] ContentTypes =
    [
        .. Enumerable.Repeat("application/json", 60), // others are refused before the body is read
        null, "text/plain", "application/yaml", "application/xml", "multipart/form-data", "application/x-www-form-urlencoded",
        "application/json; charset=utf-16", "application/json; charset=nonsense", "nonsense", ";", "application/merge-patch+json", "🦊",
    ];

    public static readonly string?[] BadKeys =
    [
        null, "", "Bearer", "Bearer ", "Bearer nonsense", "bearer ask_", "Basic YTpi", "Bearer ask_test_abcdefghijklmnopqrstuvwxyzABCDEF0124", "Bearer ask_nobody_abcdefghijklmnopqrstuvwxyzABCDEF0123",
        "Bearer ask_'or'1_abcdefghijklmnopqrstuvwxyzABCDEF0123", "Bearer ask_🦊🦊_abcdefghijklmnopqrstuvwxyzABCDEF0123", "Bearer eyJhbGciOiJub25lIn0.e30.",
    ];
}
