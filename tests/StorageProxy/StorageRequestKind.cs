namespace AgentSched.Faults;

/// <summary>Names a storage request by what it does, so that a test can say <c>"table batch"</c>. Reads only method and target.</summary>
public static class StorageRequestKind
{
    public static string Of(StorageService service, string method, string path, string query)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return service switch
        {
            StorageService.Table => $"table {Table(method, parts)}",
            StorageService.Queue => $"queue {Queue(method, parts, query)}",
            _ => $"blob {Blob(method, parts, query)}",
        };
    }

    private static string Table(string method, string[] parts)
    {
        var resource = parts.ElementAtOrDefault(1) ?? "";
        if (resource.Equals("$batch", StringComparison.OrdinalIgnoreCase))
            return "batch";
        if (resource.Equals("Tables", StringComparison.Ordinal) || resource.StartsWith("Tables(", StringComparison.Ordinal))
            return method switch { "POST" => "create", "DELETE" => "drop", _ => "list" };

        var isRow = resource.Contains("PartitionKey=", StringComparison.Ordinal);
        return method switch
        {
            "GET" => isRow ? "get" : "query",
            "POST" => isRow ? "merge" : "insert",
            "PUT" => "replace",
            "MERGE" or "PATCH" => "merge",
            "DELETE" => "delete",
            _ => method,
        };
    }

    private static string Queue(string method, string[] parts, string query) => (method, parts.Length) switch
    {
        ("PUT", 2) when !query.Contains("comp=", StringComparison.Ordinal) => "create",
        ("DELETE", 2) => "drop",
        (_, <= 2) => query.Contains("comp=list", StringComparison.Ordinal) ? "list" : "properties",
        ("POST", 3) => "put",
        ("GET", 3) => query.Contains("peekonly=true", StringComparison.OrdinalIgnoreCase) ? "peek" : "get",
        ("DELETE", 3) => "clear",
        ("PUT", _) => "update",
        ("DELETE", _) => "delete",
        _ => method,
    };

    private static string Blob(string method, string[] parts, string query)
    {
        if (query.Contains("restype=container", StringComparison.Ordinal) || parts.Length < 3)
        {
            return method switch
            {
                "PUT" when !query.Contains("comp=", StringComparison.Ordinal) => "container create",
                "DELETE" => "container drop",
                _ => query.Contains("comp=list", StringComparison.Ordinal) ? "container list" : "container properties",
            };
        }

        var comp = query.TrimStart('?').Split('&').FirstOrDefault(p => p.StartsWith("comp=", StringComparison.Ordinal))?[5..];
        return (comp, method) switch
        {
            ("block", _) => "put block",
            ("blocklist", "PUT") => "put block list",
            ("appendblock", _) => "append",
            (not null, _) => comp,
            (_, "PUT") => "put",
            (_, "GET") => "get",
            (_, "HEAD") => "head",
            (_, "DELETE") => "delete",
            _ => method,
        };
    }
}
