using System.Globalization;
using AgentSched.Azurite;
using AgentSched.Model.Runs;
using AgentSched.Storage.Account;
using AgentSched.Storage.Tables;
using Azure.Data.Tables;

namespace AgentSched.Bench;

/// <summary>Storage of its own, agents' and schedules' rows in it, and the app with host and worker as processes, which can be killed and started again.</summary>
internal sealed class BenchRig : IAsyncDisposable
{
    /// <summary>Partitions of agents, as in the local sample.</summary>
    public const int Shards = 4;

    private readonly Dictionary<string, string> _settings;
    private readonly TableClient _table;
    private readonly int _port = FreePort.Find();

    private BenchRig(AzuriteServer azurite, RequestMeter? meter, BenchRows rows, IReadOnlyDictionary<string, string>? settings)
    {
        (Azurite, Meter, Rows) = (azurite, meter, rows);
        _table = new TableClient(azurite.ConnectionString(), StorageClients.TableName);
        _settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["AzureWebJobsStorage"] = meter?.ConnectionString ?? azurite.ConnectionString(),
            ["DispatchCron"] = "0 * * * * *",
            ["SweepCron"] = "30 * * * * *",
            ["AgentSched__AdminKey"] = HostedProcess.Key,
            ["AgentSched__Shards"] = Shards.ToString(CultureInfo.InvariantCulture),
            ["AgentSched__MinimumInterval"] = "00:00:01",
            ["AgentSched__MaxSchedulesPerOwner"] = "1000000",
            ["AgentSched__MaxAgentsPerOwner"] = "1000000",
            ["AgentSched__AllowedAgentNetworks"] = "loopback",
            ["AgentSched__PublicUrl"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}"),
        };
        foreach (var (name, value) in settings ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            _settings[name] = value;
        }
    }

    public AzuriteServer Azurite { get; }

    /// <summary>Counts the app's requests. Null: the app goes to Azurite directly.</summary>
    public RequestMeter? Meter { get; }

    /// <summary>Storage past the meter.</summary>
    public BenchRows Rows { get; }

    /// <summary>The app that was started last.</summary>
    public HostedProcess App { get; private set; } = null!;

    /// <summary>Starts storage, with a number of agents in it that all live at one address. The app is not started.</summary>
    public static async Task<BenchRig> OpenAsync(int agents, Uri agent, bool meter = false, IReadOnlyDictionary<string, string>? settings = null)
    {
        var azurite = await AzuriteServer.StartAsync(new AzuriteOptions { InMemory = true, Log = Console.Error.WriteLine });
        var rows = await BenchRows.OpenAsync(azurite.ConnectionString(), Shards);
        var now = DateTimeOffset.UtcNow;
        await rows.InsertAsync(Enumerable.Range(0, agents).Select(i => BenchRows.Agent(NameOf(i), agent, now)));
        return new BenchRig(azurite, meter ? await RequestMeter.StartAsync(azurite) : null, rows, settings);
    }

    public async Task StartAppAsync() => App = await HostedProcess.StartAsync(_settings, _port);

    /// <summary>Inserts schedules, each with its first due time.</summary>
    /// <returns>Ids and due times.</returns>
    public async Task<List<(string Schedule, DateTimeOffset Due)>> InsertAsync(int first, int count, Func<int, string> agent, Func<int, DateTimeOffset> due, TimeSpan every, string? message = null)
    {
        var now = DateTimeOffset.UtcNow;
        var made = Enumerable.Range(0, count).Select(i => BenchRows.Schedule(first + i, agent(i), due(i), every, now) is var schedule && message is null ? schedule : schedule with { Message = message }).ToList();
        await Rows.InsertAsync(made, now);
        return [.. made.Select((schedule, i) => (schedule.Id, due(i)))];
    }

    /// <summary>Waits until none of these runs is in flight any more.</summary>
    /// <returns>Whether that came to pass within <paramref name="patience"/>.</returns>
    public async Task<bool> ClosedAsync(IEnumerable<string> runs, TimeSpan patience)
    {
        var keys = runs.Select(run => Keys.InFlight(RunId.Parse(run))).ToHashSet(StringComparer.Ordinal);
        for (var giveUp = DateTimeOffset.UtcNow + patience; DateTimeOffset.UtcNow < giveUp;)
        {
            var open = false;
            await foreach (var row in _table.QueryAsync<TableEntity>($"RowKey ge '{Keys.InFlights}' and RowKey lt 'r}}'", select: ["RowKey"]))
            {
                if (keys.Contains(row.RowKey))
                {
                    open = true;
                    break;
                }
            }

            if (!open)
            {
                return true;
            }

            await Task.Delay(300);
        }

        return false;
    }

    /// <summary>Rows of the app's table.</summary>
    public async Task<int> CountRowsAsync()
    {
        var rows = 0;
        await foreach (var page in _table.QueryAsync<TableEntity>(select: ["RowKey"]).AsPages())
        {
            rows += page.Values.Count;
        }

        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        await (App?.DisposeAsync() ?? default);
        await Rows.DisposeAsync();
        await (Meter?.DisposeAsync() ?? default);
        await Azurite.DisposeAsync();
    }

    public static string NameOf(int agent) => string.Create(CultureInfo.InvariantCulture, $"agent{agent}");

    /// <summary>The ids and due times of schedules that come due every so often, at one of their occurrences.</summary>
    public static Dictionary<string, DateTimeOffset> RunsOf(IEnumerable<(string Schedule, DateTimeOffset Due)> schedules, TimeSpan later = default) =>
        schedules.ToDictionary(s => RunId.ForOccurrence(s.Schedule, s.Due + later).ToString(), s => s.Due + later, StringComparer.Ordinal);

    /// <summary>The first full minute from this time on that a tick claims which is at least so far from now.</summary>
    public static DateTimeOffset MinuteAfter(TimeSpan time)
    {
        var from = DateTimeOffset.UtcNow + time;
        return from.AddTicks(TimeSpan.TicksPerMinute - (from.Ticks % TimeSpan.TicksPerMinute));
    }
}
