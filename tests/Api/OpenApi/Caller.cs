using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Api.OpenApi;

/// <summary>What the app answered to an operation.</summary>
internal sealed record Answered(int Status, string Text, HttpResponseHeaders Headers)
{
    public JsonNode Json => JsonNode.Parse(Text)!;
}

/// <summary>Calls operations by their ids, with their documented examples, and holds each answer against the document.</summary>
internal sealed class Caller(Uri address) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>What stands in paths, by the parameter's name.</summary>
    public Dictionary<string, string> Place { get; } = new(StringComparer.Ordinal);

    /// <summary>Every operation and status that was seen: <c>getRun 200</c>.</summary>
    public SortedSet<string> Seen { get; } = new(StringComparer.Ordinal);

    public void Dispose() => _http.Dispose();

    /// <summary>Sends an operation's example, and fails where the answer is not as the document says.</summary>
    /// <param name="id">The operation.</param>
    /// <param name="status">The expected status.</param>
    /// <param name="query">With the question mark.</param>
    /// <param name="body">In place of the example; a text is sent as it is.</param>
    /// <param name="type">The body's content type.</param>
    /// <param name="key">In place of the admin's key; empty: none.</param>
    /// <param name="headers">More of them.</param>
    /// <param name="place">In place of <see cref="Place"/>, by name.</param>
    public async Task<Answered> CallAsync(
        string id, int status = 200, string query = "", object? body = null, string type = "application/json", string key = TestApp.AdminKey, (string, string)[]? headers = null, (string, string)? place = null)
    {
        var (path, method, operation) = Routes.Find(id);
        foreach (var (name, value) in Place)
        {
            path = path.Replace($"{{{name}}}", place is var (other, instead) && other == name ? instead : value, StringComparison.Ordinal);
        }

        using var request = new HttpRequestMessage(new HttpMethod(method), "/api" + path + query);
        if (key.Length > 0)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        foreach (var (name, value) in headers ?? [])
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (operation["requestBody"] is not null && (body ?? Routes.ExampleOf(operation, type)) is { } content)
        {
            request.Content = new StringContent(content is JsonNode json && type == "application/json" ? json.ToJsonString() : content.ToString()!, Encoding.UTF8, type);
        }

        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var said = $"{method} {request.RequestUri} answered {(int)response.StatusCode} {text}";
        Assert.True((int)response.StatusCode == status, $"expected {status}: {said}");
        lock (Seen)
        {
            Seen.Add($"{id} {status}");
        }

        Assert.Equal([], Drift(operation, response, text).Select(wrong => $"{wrong}: {said}"));
        return new Answered(status, text, response.Headers);
    }

    private static IEnumerable<string> Drift(JsonObject operation, HttpResponseMessage response, string text)
    {
        if (operation["responses"]![$"{(int)response.StatusCode}"] is not { } stated)
        {
            return ["the document does not know the status"];
        }

        var answer = Routes.Followed(stated);
        var wrong = new List<string>();
        foreach (var (name, header) in answer["headers"]?.AsObject() ?? [])
        {
            wrong.AddRange(response.Headers.TryGetValues(name, out var values) || response.Content.Headers.TryGetValues(name, out values)
                ? SchemaCheck.Errors(string.Join(", ", values), Routes.Followed(header!)["schema"]!.AsObject()).Select(error => $"header {name} {error}")
                : [$"header {name} is missing"]);
        }

        var media = response.Content.Headers.ContentType?.MediaType;
        if (answer["content"] is not JsonObject content)
        {
            return text.Length == 0 ? wrong : wrong.Append("the document knows of no body");
        }

        return content[media ?? string.Empty]?["schema"] is not JsonObject schema ? wrong.Append($"the document does not know the content type {media}")
            : wrong.Concat(SchemaCheck.Errors(media!.EndsWith("json", StringComparison.Ordinal) ? JsonNode.Parse(text) : JsonValue.Create(text), schema));
    }
}
