namespace Azure.Data.Tables.Rest;

/// <summary>
/// Where the next page starts. The token is opaque to callers: the escaped partition key and row key of the service's
/// headers with a space between. A service may send the first without the second.
/// </summary>
internal readonly record struct Continuation(string? Partition, string? Row)
{
    public static Continuation Parse(string? token)
    {
        if (string.IsNullOrEmpty(token))
        {
            return default;
        }

        var space = token.IndexOf(' ', StringComparison.Ordinal);
        return space < 0
            ? new(Uri.UnescapeDataString(token), null)
            : new(Uri.UnescapeDataString(token[..space]), Uri.UnescapeDataString(token[(space + 1)..]));
    }

    public static Continuation From(Response response) => new(
        response.Headers.TryGetValue("x-ms-continuation-NextPartitionKey", out var partition) ? partition : null,
        response.Headers.TryGetValue("x-ms-continuation-NextRowKey", out var row) ? row : null);

    public string? Token => string.IsNullOrEmpty(Partition) ? null
        : string.IsNullOrEmpty(Row) ? Uri.EscapeDataString(Partition)
        : $"{Uri.EscapeDataString(Partition)} {Uri.EscapeDataString(Row)}";
}
