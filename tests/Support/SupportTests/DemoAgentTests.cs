using System.Net.Http.Json;
using System.Text.Json;
using AgentSched.Demo;

namespace AgentSched.Tests.Support;

/// <summary>What the stories do not show of the demo agent as they use it.</summary>
public sealed class DemoAgentTests : IAsyncLifetime
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private DemoAgent _agent = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _agent = await DemoAgent.StartAsync(cancellationToken: Cancel);
        _http.BaseAddress = _agent.Address;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _agent.DisposeAsync();
    }

    [Fact]
    public async Task A_task_is_answered_with_response_log_and_metadata_and_is_recorded()
    {
        using var request = Task("tidy the notes [cost 0.25] [tokens 1000 500]");
        request.Headers.Add("Idempotency-Key", "run1");
        request.Headers.Add("X-Attempt", "2");
        using var answer = await _http.SendAsync(request, Cancel);
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);

        Assert.Equal("Done: tidy the notes", json.GetProperty("response").GetString());
        var metadata = json.GetProperty("metadata");
        Assert.Equal((0.25m, 1000, 500, 2), (metadata.GetProperty("cost_usd").GetDecimal(), metadata.GetProperty("input_tokens").GetInt32(), metadata.GetProperty("output_tokens").GetInt32(), metadata.GetProperty("tool_count").GetInt32()));
        Assert.Equal("system", json.GetProperty("execution_log")[0].GetProperty("type").GetString());

        var call = await _agent.WaitForFinishedAsync(c => c.IdempotencyKey is "run1", Cancel);
        Assert.Equal((1, 2, 200), (call.Number, call.Attempt, call.Status));
        Assert.False(call.CallerLeft);
    }

    [Theory]
    [InlineData("[status 503]", 503)]
    [InlineData("[status 400 plain]", 400)]
    [InlineData("[slow soon]", 400)]
    [InlineData("[redirect http://127.0.0.1:1/]", 302)]
    [InlineData("[garbage]", 200)]
    [InlineData("plain [brackets] stay", 200)]
    public async Task Directives_steer_the_status(string message, int expected)
    {
        using var answer = await SendAsync(message);
        Assert.Equal(expected, (int)answer.StatusCode);
    }

    [Fact]
    public async Task A_busy_answer_carries_retry_after_and_a_structured_detail()
    {
        using var answer = await SendAsync("[status 429 retry-after 2]");
        Assert.Equal(TimeSpan.FromSeconds(2), answer.Headers.RetryAfter?.Delta);
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        Assert.Equal("rate_limited", json.GetProperty("detail").GetProperty("error_code").GetString());
    }

    [Fact]
    public async Task A_cut_connection_has_no_answer()
    {
        await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync("[close]"));
        var call = await _agent.WaitForFinishedAsync(_ => true, Cancel);
        Assert.Null(call.Status);
        Assert.False(call.CallerLeft);
    }

    private static HttpRequestMessage Task(string message) => new(HttpMethod.Post, "/api/task") { Content = JsonContent.Create(new { message, execution_id = "e1" }) };

    private async Task<HttpResponseMessage> SendAsync(string message)
    {
        using var request = Task(message);
        return await _http.SendAsync(request, Cancel);
    }
}
