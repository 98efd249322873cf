using System.Net.Http.Json;

namespace AgentSched.Bench;

/// <summary>The call that a peer in .NET makes; address and text come by environment variables.</summary>
internal static class PeerCall
{
    private static readonly HttpClient Http = new();
    private static readonly Uri Calls = new(Environment.GetEnvironmentVariable("PEER_CALLS") ?? "http://127.0.0.1/");

    public static async Task SendAsync(string key, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Calls) { Content = JsonContent.Create(new { message = Environment.GetEnvironmentVariable("PEER_MESSAGE") }) };
        request.Headers.Add("Idempotency-Key", key);
        using var answer = await Http.SendAsync(request, cancel);
        answer.EnsureSuccessStatusCode();
        await answer.Content.ReadAsByteArrayAsync(cancel);
    }
}
