using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Worker.Local;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AgentSched.Parity.DurableTask;

/// <summary>Answers that get lost, rows that cannot be read, leases that run out on the way: the hub of local/ must neither lose nor double its work.</summary>
[Trait("shows", "local")]
public sealed class StorageTroubleTests(AzuriteFixture azurite)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_start_whose_answer_got_lost_runs_all_the_same()
    {
        var trouble = new Trouble();
        await using var hub = NewHub(azurite.TakeAccount(), trouble);
        AddEcho(hub);
        await hub.StartAsync(default);
        trouble.LoseAnswers(IsInsert, 1);
        await Assert.ThrowsAnyAsync<Exception>(() => StartAsync(hub, "lost-1"));
        Assert.Equal("\"x\"", await EndAsync(hub, "lost-1"));
    }

    [Fact]
    public async Task A_takeover_whose_answer_got_lost_runs_all_the_same()
    {
        var account = azurite.TakeAccount();
        await using (var outside = NewHub(account, new Trouble()))
        {
            await StartAsync(outside, "lost-1");
        }

        var trouble = new Trouble();
        await using var hub = NewHub(account, trouble);
        AddEcho(hub);
        trouble.LoseAnswers(request => request.Method == RequestMethod.Put && IsForInstances(request), 1);
        await hub.StartAsync(default);
        Assert.Equal("\"x\"", await EndAsync(hub, "lost-1"));
    }

    [Fact]
    public async Task A_child_whose_answer_got_lost_runs_all_the_same()
    {
        var trouble = new Trouble();
        await using var hub = NewHub(azurite.TakeAccount(), trouble);
        AddEcho(hub);
        hub.AddOrchestrator("Parent", async context =>
            await context.CallSubOrchestratorAsync<string>("Main", options: new SubOrchestrationOptions(instanceId: "child")));
        await hub.StartAsync(default);
        var inserts = 0;
        trouble.LoseAnswers(request => IsInsert(request) && Interlocked.Increment(ref inserts) == 2, 1);
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Parent", new StartOrchestrationOptions("parent"));
        Assert.Equal("\"x\"", await EndAsync(hub, "parent"));
    }

    [Fact]
    public async Task A_process_that_starts_while_another_one_polls_keeps_its_instances()
    {
        var account = azurite.TakeAccount();
        var runs = 0;
        var go = new TaskCompletionSource();
        await using var newcomer = NewHub(account, new Trouble());
        var trouble = new Trouble();
        await using var poller = NewHub(account, trouble);
        foreach (var hub in new[] { newcomer, poller })
        {
            hub.AddOrchestrator("Main", async context => await context.CallActivityAsync<string>("Count"));
            hub.AddActivity("Count", async (_, _) =>
            {
                Interlocked.Increment(ref runs);
                await go.Task;
                return "x";
            });
        }

        // The poller is about to list the rows. Before it does, the newcomer registers and writes one.
        var polls = 0;
        trouble.Before = request =>
        {
            if (request.Method == RequestMethod.Get && IsForInstances(request) && Interlocked.Increment(ref polls) == 1)
            {
                Task.Run(async () =>
                {
                    await newcomer.StartAsync(default);
                    await StartAsync(newcomer, "mine");
                }).GetAwaiter().GetResult();
            }
        };
        await Task.Run(() => poller.StartAsync(default));
        await UntilAsync(() => Volatile.Read(ref polls) > 4);
        go.SetResult();
        Assert.Equal("\"x\"", await EndAsync(newcomer, "mine"));
        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task An_instance_that_cannot_be_read_keeps_no_other_back()
    {
        var account = azurite.TakeAccount();
        await using (var outside = NewHub(account, new Trouble()))
        {
            await StartAsync(outside, "good");
        }

        var rows = DurableApp.Tables(account, null).GetTableClient(Keys.ActiveTable);
        foreach (var id in new[] { "bad", "worse" })
        {
            var bucket = Keys.Partition("Trouble", id);
            await rows.AddEntityAsync(new TableEntity(bucket, "i|" + id) { ["T00"] = "from the future", ["Spill"] = 0, ["Owner"] = string.Empty });
        }

        var log = new LogLines();
        await using var hub = NewHub(account, new Trouble(), LoggerFactory.Create(logging => logging.AddProvider(log)));
        AddEcho(hub);
        await hub.StartAsync(default);
        Assert.Equal("\"x\"", await EndAsync(hub, "good"));
        await UntilAsync(() => log.All.Count(line => line.Contains("cannot be taken over", StringComparison.Ordinal)) == 2);
    }

    [Fact]
    public async Task A_renewal_that_arrives_after_the_lease_ran_out_registers_anew()
    {
        var trouble = new Trouble();
        var rows = new WorkerRows(Tables(azurite.TakeAccount(), trouble), "Trouble");
        await rows.CreateTableAsync(default);
        var lease = new Lease(rows, TimeSpan.FromSeconds(2), NullLogger.Instance);
        Assert.True(await lease.RenewAsync(default));
        Assert.False(await lease.RenewAsync(default));
        var before = lease.WorkerId;
        var slow = 1;
        trouble.Before = _ =>
        {
            if (Interlocked.Exchange(ref slow, 0) == 1)
            {
                Thread.Sleep(1900);
            }
        };
        Assert.True(await lease.RenewAsync(default));
        Assert.NotEqual(before, lease.WorkerId);
    }

    [Fact]
    public async Task An_outage_is_logged_once_when_it_begins_and_once_when_it_is_over()
    {
        var trouble = new Trouble();
        var log = new LogLines();
        await using var hub = NewHub(azurite.TakeAccount(), trouble, LoggerFactory.Create(logging => logging.AddProvider(log)));
        AddEcho(hub);
        await hub.StartAsync(default);
        await StartAsync(hub, "before");
        await EndAsync(hub, "before");
        var tries = 0;
        trouble.Before = _ =>
        {
            Interlocked.Increment(ref tries);
            throw new IOException("the cable is out");
        };
        await UntilAsync(() => Volatile.Read(ref tries) > 5);
        trouble.Before = null;
        await UntilAsync(() => log.All.Any(line => line.Contains("again, after", StringComparison.Ordinal)));
        Assert.Equal("\"x\"", await RunAsync(hub, "after"));
        var told = log.All.Where(line => line.Contains("its storage", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, told.Count);
        Assert.Equal(
            "Warning AgentSched.Durable: The durable hub cannot use its storage and tries again until it can: IOException: the cable is out", told[0]);
        Assert.StartsWith("Information AgentSched.Durable: The durable hub can use its storage again, after", told[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_lists_instances_sees_one_that_is_just_ending()
    {
        var account = azurite.TakeAccount();
        var trouble = new Trouble();
        await using var hub = NewHub(account, new Trouble());
        var go = new TaskCompletionSource();
        hub.AddOrchestrator("Main", async context => await context.CallActivityAsync<string>("Wait"));
        hub.AddActivity("Wait", async (_, _) =>
        {
            await go.Task;
            return "x";
        });
        await hub.StartAsync(default);
        await StartAsync(hub, "ending");

        // One table has been read; the instance ends before the other one is.
        await using var outside = NewHub(account, trouble);
        var reads = 0;
        trouble.Before = request =>
        {
            if (request.Method == RequestMethod.Get && Interlocked.Increment(ref reads) == 2)
            {
                go.SetResult();
                Task.Run(() => EndAsync(hub, "ending")).GetAwaiter().GetResult();
            }
        };
        var found = await Task.Run(() => outside.Client.GetAllInstancesAsync().ToListAsync().AsTask());
        Assert.Equal("ending", Assert.Single(found).InstanceId);
        Assert.Equal(2, reads);
    }

    [Fact]
    public void Messages_without_an_instance_are_forgotten_with_their_rows()
    {
        var orphans = new Orphans();
        var sent = DateTimeOffset.UtcNow;
        foreach (var id in new[] { "a", "b", "c" })
        {
            orphans.Keep(new(id, sent, new(EventKind.EventRaised) { MessageId = "m-" + id }));
        }

        orphans.Forget(sent, new HashSet<string>(StringComparer.Ordinal));
        Assert.Equal(3, orphans.Count); // the list was made before they were sent
        orphans.Forget(sent.AddSeconds(1), new HashSet<string>(StringComparer.Ordinal) { "m-b" });
        Assert.Equal(1, orphans.Count);
        Assert.Equal("m-b", Assert.Single(orphans.Take("b")).Event.MessageId);
        Assert.Equal(0, orphans.Count);
    }

    private static bool IsInsert(Request request) => request.Method == RequestMethod.Post && IsForInstances(request);

    private static bool IsForInstances(Request request) => request.Uri.Path.Contains(Keys.ActiveTable, StringComparison.Ordinal);

    private static void AddEcho(DurableHub hub)
    {
        hub.AddOrchestrator("Main", async context => await context.CallActivityAsync<string>("Echo"));
        hub.AddActivity("Echo", (_, _) => Task.FromResult<object?>("x"));
    }

    private static Task StartAsync(DurableHub hub, string id) =>
        hub.Client.ScheduleNewOrchestrationInstanceAsync("Main", new StartOrchestrationOptions(id));

    private static async Task<string?> EndAsync(DurableHub hub, string id) =>
        (await hub.Client.WaitForInstanceCompletionAsync(id, true).WaitAsync(Patience)).SerializedOutput;

    private static async Task<string?> RunAsync(DurableHub hub, string id)
    {
        await StartAsync(hub, id);
        return await EndAsync(hub, id);
    }

    private static DurableHub NewHub(string account, Trouble trouble, ILoggerFactory? loggers = null) => new(
        new()
        {
            HubName = "Trouble",
            Tables = Tables(account, trouble),
            PollInterval = TimeSpan.FromMilliseconds(200),
            LeaseDuration = TimeSpan.FromSeconds(6),
        },
        TimeProvider.System,
        loggers ?? NullLoggerFactory.Instance);

    // One try a request: what the pipeline would try again is to come through here.
    private static TableServiceClient Tables(string account, Trouble trouble)
    {
        var options = new TableClientOptions();
        options.Retry.MaxRetries = 0;
        options.AddPolicy(trouble, HttpPipelinePosition.PerRetry);
        return new(account, options);
    }

    private static async Task UntilAsync(Func<bool> reached)
    {
        for (var tries = 0; !reached(); tries++)
        {
            Assert.True(tries < 1500, "what was waited for did not come");
            await Task.Delay(20);
        }
    }

    /// <summary>What can happen between a process and its storage.</summary>
    private sealed class Trouble : HttpPipelineSynchronousPolicy
    {
        private Func<Request, bool> _loses = _ => false;
        private int _toLose;

        public Action<Request>? Before { get; set; }

        /// <summary>The next answers to such requests never come; the requests took effect.</summary>
        public void LoseAnswers(Func<Request, bool> to, int count) => (_loses, _toLose) = (to, count);

        public override void OnSendingRequest(HttpMessage message) => Before?.Invoke(message.Request);

        public override void OnReceivedResponse(HttpMessage message)
        {
            if (_loses(message.Request) && Interlocked.Decrement(ref _toLose) >= 0)
            {
                throw new IOException("the answer got lost");
            }
        }
    }
}
