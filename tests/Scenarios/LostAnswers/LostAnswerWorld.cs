using System.Diagnostics.CodeAnalysis;
using AgentSched.Api.Access;
using AgentSched.Engine.Edits;
using AgentSched.Model.Access;
using AgentSched.Model.Agents;
using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Runs;
using AgentSched.Storage.Schedules;
using AgentSched.Storage.Tables;
using AgentSched.Tests.Storage;
using AgentSched.Tests.Support;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Tests.Scenarios.LostAnswers;

/// <summary>
/// Two processes over one storage account: ours goes through the fault proxy, the rival past it. Agent <c>alice</c> has two slots, her schedule is due each hour;
/// it is 10:00, and nothing has been claimed.
/// </summary>
[SuppressMessage("Reliability", "CA2000", Justification = "Processes are disposed with the world.")]
internal sealed class LostAnswerWorld : IAsyncDisposable
{
    public const string ScheduleId = "k3v9q2m7x4b8c1d5";

    private LostAnswerWorld(LossyStorage storage, SettableClock clock, BareProcess ours, BareProcess rival) => (Storage, Clock, Ours, Rival) = (storage, clock, ours, rival);

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public LossyStorage Storage { get; }

    public SettableClock Clock { get; }

    public BareProcess Ours { get; }

    public BareProcess Rival { get; }

    public DateTimeOffset Now => Clock.GetUtcNow();

    public string Shard => Rival.Agents.ShardOf("main", "alice");

    public RunId Due => RunId.ForOccurrence(ScheduleId, Now);

    /// <summary>What a kind keeps from its preparation for the act.</summary>
    public object? Kept { get; set; }

    public static async Task<LostAnswerWorld> StartAsync(AzuriteFixture azurite)
    {
        var storage = await LossyStorage.StartAsync(azurite);
        var clock = new SettableClock(DateTimeOffset.Parse("2026-01-05T09:30:00Z"));
        var rival = await BareProcess.StartAsync(storage.Direct, clock);
        var ours = await BareProcess.StartAsync(storage.Through, clock);
        var world = new LostAnswerWorld(storage, clock, ours, rival);
        Assert.True(await rival.Agents.InsertAsync(world.NewAgent("alice"), Cancel));
        Assert.Equal(Reservation.Made, await rival.Get<ScheduleEditor>().TryCreateAsync(world.NewSchedule("hourly", ScheduleId), world.Now, Cancel));
        clock.Set(DateTimeOffset.Parse("2026-01-05T10:00:00Z"));
        return world;
    }

    public Agent NewAgent(string name) => A.Agent(Now, name, "http://alice.test/") with { MaxConcurrent = 2 };

    public Schedule NewSchedule(string name, string id, bool enabled = true) => A.Schedule(Now, "0 * * * *") with { Id = id, Name = name, Enabled = enabled };

    public async Task<StoredSchedule> ScheduleAsync(string id = ScheduleId) => (await Rival.Schedules.FindAsync(new AgentKey("main", "alice"), id, Cancel))!;

    public async Task<bool> ChangeAsync(BareProcess process, StoredSchedule read, Func<Schedule, Schedule> change) =>
        await process.Schedules.ChangeAsync(read, change(read.Schedule), Now, Cancel);

    /// <summary>Somebody changes alice, so that whoever decided on her row decides again.</summary>
    public async Task TouchAgentAsync(string name = "alice")
    {
        var read = (await Rival.Agents.FindAsync("main", name, Cancel))!;
        Assert.True(await Rival.Agents.UpdateAsync(read.Agent with { Timeout = TimeSpan.FromMinutes(3) }, read, Cancel));
    }

    /// <summary>A message for runs that are in flight and that nobody has taken up.</summary>
    public async Task<RunRequest> MessageForQueuedAsync() => new(
        Shard, Now, [.. (await InFlightAsync()).Where(run => run.Status == RunStatus.Queued).Select(run => run.Id.ToString())]);

    public async Task<IReadOnlyList<Run>> InFlightAsync() => [.. (await RowsAsync('r')).Select(RunRow.Read)];

    public async Task<IReadOnlyList<Run>> RecordsAsync() => [.. (await RowsAsync('x')).Select(RunRow.Read)];

    public Task<IReadOnlyList<TableEntity>> RowsAsync(char kind) => new Rows(Storage.Direct).OfKindAsync(kind);

    public Task<TableEntity?> RowAsync(string partition, string row) => Rival.Get<TableStore>().GetAsync(partition, row, Cancel);

    /// <summary>The rival does all that is there to do with runs that are in flight.</summary>
    public async Task WorkOffAsync(BareProcess process)
    {
        await process.OpenAsync(await MessageForQueuedAsync());
        foreach (var run in (await InFlightAsync()).Where(run => run.Status == RunStatus.Running))
        {
            Assert.True(await process.SucceedAsync(run));
        }
    }

    /// <summary>Works off the messages of both, and those that come of that, and ends what runs. No sweep: nothing may need one.</summary>
    public async Task FinishAsync()
    {
        for (var rounds = 0; rounds < 20 && (await InFlightAsync()).Count > 0; rounds++)
        {
            await Ours.OpenAsync();
            await Rival.OpenAsync();
            foreach (var run in (await InFlightAsync()).Where(run => run.Status == RunStatus.Running))
            {
                Assert.True(await Ours.SucceedAsync(run));
            }
        }
    }

    /// <summary>A request that has come through the door: its caller is ann, it names alice.</summary>
    public async Task<HttpRequest> RequestAsync(BareProcess process)
    {
        var http = new DefaultHttpContext();
        new Caller("main", "ann", Role.User).Enter(http);
        new RouteResource((await process.Agents.FindAsync("main", "alice", Cancel))!).Enter(http);
        return http.Request;
    }

    public async ValueTask DisposeAsync()
    {
        await Ours.DisposeAsync();
        await Rival.DisposeAsync();
        await Storage.DisposeAsync();
    }
}
