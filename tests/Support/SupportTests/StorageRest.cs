using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace AgentSched.Tests.Support;

/// <summary>Signed requests to a storage account without any storage library: these tests check what stands below the libraries.</summary>
internal sealed class StorageRest : IDisposable
{
    private readonly Dictionary<string, string> _settings;
    private readonly HttpClient _http = new();

    public StorageRest(string connectionString) =>
        _settings = connectionString.Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    public void Dispose() => _http.Dispose();

    public async Task<System.Net.HttpStatusCode> StatusAsync(string service, HttpMethod method, string path, string? json = null)
    {
        using var answer = await SendAsync(service, method, path, json is null ? null : Encoding.UTF8.GetBytes(json));
        return answer.StatusCode;
    }

    public async Task<HttpResponseMessage> SendAsync(string service, HttpMethod method, string path, byte[]? body = null, params (string Name, string Value)[] headers)
    {
        var uri = new Uri($"{_settings[$"{service}Endpoint"]}/{path}");
        using var request = new HttpRequestMessage(method, uri);
        request.Content = body is null && method == HttpMethod.Get ? null : new ByteArrayContent(body ?? []);
        var date = DateTimeOffset.UtcNow.ToString("R", CultureInfo.InvariantCulture);
        request.Headers.Add("x-ms-date", date);
        request.Headers.Add("x-ms-version", "2024-11-04");
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);

        var isTable = string.Equals(service, "Table", StringComparison.Ordinal);
        if (isTable)
        {
            request.Headers.Add("Accept", "application/json;odata=nometadata");
            request.Headers.Add("Prefer", "return-no-content");
        }

        var type = isTable && body is not null ? "application/json" : "";
        if (type.Length > 0)
            request.Content!.Headers.ContentType = new MediaTypeHeaderValue(type);

        var query = uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=', 2)).OrderBy(p => p[0], StringComparer.Ordinal);
        var resource = $"/{_settings["AccountName"]}{uri.AbsolutePath}";
        string signed;
        if (isTable)
        {
            signed = $"{method.Method}\n\n{type}\n{date}\n{resource}";
        }
        else
        {
            var length = body is { Length: > 0 } ? body.Length.ToString(CultureInfo.InvariantCulture) : "";
            var own = string.Concat(request.Headers.Where(h => h.Key.StartsWith("x-ms-", StringComparison.Ordinal)).OrderBy(h => h.Key, StringComparer.Ordinal).Select(h => $"{h.Key}:{h.Value.Single()}\n"));
            signed = $"{method.Method}\n\n\n{length}\n\n\n\n\n\n\n\n\n{own}{resource}{string.Concat(query.Select(p => $"\n{p[0]}:{Uri.UnescapeDataString(p[1])}"))}";
        }

        var hash = HMACSHA256.HashData(Convert.FromBase64String(_settings["AccountKey"]), Encoding.UTF8.GetBytes(signed));
        request.Headers.TryAddWithoutValidation("Authorization", $"SharedKey {_settings["AccountName"]}:{Convert.ToBase64String(hash)}");
        return await _http.SendAsync(request);
    }
}
