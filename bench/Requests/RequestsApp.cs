using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using AgentSched.Storage;
using AgentSched.Tests.Support;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentSched.Bench;

/// <summary>The app and its host in this process, with a clock that moves only when set and a count of the app's storage requests. Queues and Durable timers follow the real clock.</summary>
internal sealed class RequestsApp : IAsyncDisposable
{
    private const int Shards = 1;

    /// <summary>Longer than the delay of a retry: Durable timers follow the real clock.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly HostedApp _app;
    private readonly SettableClock _clock;
    private readonly HttpClient _http;
    private readonly TableClient _table;

    private int _ticks;

    private RequestsApp(HostedApp app, SettableClock clock, string storage)
    {
        (_app, _clock) = (app, clock);
        _table = new TableClient(storage, StorageClients.TableName);
        _http = new HttpClient { BaseAddress = new Uri(_app.Address, "api/") };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", FireBench.Key);
    }

    public static async Task<RequestsApp> StartAsync(string storage, string now, bool callsBack = false)
    {
        var clock = new SettableClock(DateTimeOffset.Parse(now, CultureInfo.InvariantCulture));
        var app = await HostedApp.StartAsync(
            builder =>
            {
                builder.Logging.ClearProviders();
                builder.Services.AddSingleton<TimeProvider>(clock);
            },
            runTimers: false,
            settings: new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
            {
                ["AzureWebJobsStorage"] = storage,
                ["DispatchCron"] = "0 * * * * *",
                ["SweepCron"] = "30 * * * * *",
                ["AgentSched:AdminKey"] = FireBench.Key,
                ["AgentSched:Shards"] = Shards.ToString(CultureInfo.InvariantCulture),
                ["AgentSched:MinimumInterval"] = "00:01:00",
                ["AgentSched:AllowedAgentNetworks"] = "loopback",
                ["AgentSched:LookAhead"] = "00:00:00", // the queue's delays are real time, this clock is not
            });
        if (callsBack)
        {
            app.Services.GetRequiredService<IOptions<AgentSchedOptions>>().Value.PublicUrl = app.Address; // the port is known only now
        }

        return new RequestsApp(app, clock, storage);
    }

    public void NextMinute() => _clock.Advance(TimeSpan.FromMinutes(1));

    /// <summary>The app's requests by kind while <paramref name="work"/> goes on, without the tick's own look at each shard.</summary>
    public async Task<Dictionary<string, long>> CountAsync(Func<Task> work)
    {
        var counter = _app.Services.GetRequiredService<RequestCounter>();
        var before = counter.Counts;
        var ticks = _ticks;
        await work();
        return counter.Counts.ToDictionary(
            c => c.Key, c => c.Value - before.GetValueOrDefault(c.Key) - (c.Key == "table GET" ? Shards * (_ticks - ticks) : 0), StringComparer.Ordinal);
    }

    public Task RegisterAsync(Uri agent, int maxConcurrent) => SendAsync(HttpMethod.Put, "agents/alice", new { url = agent, maxConcurrent });

    /// <summary>A schedule of 10:00 and 10:01.</summary>
    public Task ScheduleAsync(string message) => SendAsync(HttpMethod.Post, "agents/alice/schedules", new { name = message, cron = "0,1 10 * * *", zone = "UTC", message });

    public async Task AskAsync(string message)
    {
        await SendAsync(HttpMethod.Post, "agents/alice/runs", new { message });
        await SettleAsync();
    }

    /// <summary>A tick; returns when all that came due has been dealt with.</summary>
    public async Task TickAsync()
    {
        _ticks++;
        await _app.TickAsync();
        await SettleAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    /// <summary>Returns when no run is in flight and no function runs; throws after <see cref="Patience"/>.</summary>
    private async Task SettleAsync()
    {
        var giveUp = DateTimeOffset.UtcNow + Patience;
        for (var quiet = 0; quiet < 3;)
        {
            await Task.Delay(100);
            var busy = _app.RunningInvocations > 0 || await _table.QueryAsync<TableEntity>("RowKey ge 'r|' and RowKey lt 'r}'").GetAsyncEnumerator().MoveNextAsync();
            quiet = busy ? 0 : quiet + 1;
            if (DateTimeOffset.UtcNow > giveUp)
            {
                throw new TimeoutException($"runs were still in flight after {Patience}");
            }
        }
    }

    private async Task SendAsync(HttpMethod method, string path, object body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
        using var answer = await _http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }
}
