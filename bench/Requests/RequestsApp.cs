using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using AgentSched.FunctionsHost;
using AgentSched.Storage;
using AgentSched.Tests.Support;
using Azure.Data.Tables;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentSched.Bench;

/// <summary>The app in this process, with a clock that moves only when told and a count of the app's storage requests.</summary>
internal sealed class RequestsApp : IAsyncDisposable
{
    private const int Shards = 1;

    private readonly IHost _host;
    private readonly SettableClock _clock;
    private readonly LocalHost _local;
    private readonly HttpClient _http;
    private readonly TableClient _table;

    private int _ticks;

    private RequestsApp(IHost host, SettableClock clock, string storage)
    {
        (_host, _clock, _local) = (host, clock, host.Services.GetRequiredService<LocalHost>());
        _table = new TableClient(storage, StorageClients.TableName);
        _http = new HttpClient { BaseAddress = new Uri(_local.Address, "api/") };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", FireBench.Key);
    }

    public static async Task<RequestsApp> StartAsync(string storage, string now, bool callsBack = false)
    {
        var clock = new SettableClock(DateTimeOffset.Parse(now, CultureInfo.InvariantCulture));
        var builder = FunctionsApplication.CreateBuilder([]);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
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
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.Configure<LocalHostOptions>(o => (o.FunctionsAssembly, o.Port, o.RunTimers, o.PollQueuesEvery) = (typeof(AppBuilder).Assembly, 0, false, TimeSpan.FromMilliseconds(20)));
        builder.AddAgentSched();
        var host = builder.Build();
        await host.StartAsync();
        if (callsBack)
        {
            host.Services.GetRequiredService<IOptions<AgentSchedOptions>>().Value.PublicUrl = host.Services.GetRequiredService<LocalHost>().Address; // the port is known only now
        }

        return new RequestsApp(host, clock, storage);
    }

    public void NextMinute() => _clock.Advance(TimeSpan.FromMinutes(1));

    /// <summary>The app's requests by kind while <paramref name="work"/> goes on, without the tick's own look at each shard.</summary>
    public async Task<Dictionary<string, long>> CountAsync(Func<Task> work)
    {
        var counter = _host.Services.GetRequiredService<RequestCounter>();
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
        await _local.RunTimerAsync("DispatchTimer", CancellationToken.None);
        await SettleAsync();
    }

    /// <summary>A tick; returns when no run is under way any more.</summary>
    public async Task TickUntilEndedAsync()
    {
        await TickAsync();
        while (await _table.QueryAsync<TableEntity>("RowKey ge 'r|' and RowKey lt 'r}'").GetAsyncEnumerator().MoveNextAsync())
        {
            await Task.Delay(50);
        }

        await SettleAsync();
    }

    /// <summary>Lets time pass for what waits for it.</summary>
    public Task LaterAsync(TimeSpan time)
    {
        _clock.Advance(time);
        return SettleAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _host.StopAsync();
        _host.Dispose();
    }

    private Task SettleAsync() => _local.SettleAsync(TimeSpan.FromSeconds(30));

    private async Task SendAsync(HttpMethod method, string path, object body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
        using var answer = await _http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }
}
