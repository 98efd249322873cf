using AgentSched.Api.Http;
using AgentSched.Api.Webhooks;
using AgentSched.Engine.Budgets;
using AgentSched.Engine.Webhooks;
using AgentSched.Model.Access;
using AgentSched.Model.Agents;
using AgentSched.Model.Budgets;
using AgentSched.Model.Runs;
using AgentSched.Model.Usage;
using AgentSched.Model.Webhooks;
using AgentSched.Storage.Account;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Secrets;
using AgentSched.Storage.Spending;
using AgentSched.Storage.Tables;
using AgentSched.Storage.Webhooks;
using AgentSched.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Tests.Scenarios.LostAnswers;

/// <summary>Transactions of ledgers, keys, deliveries and what the scheduler keeps for itself.</summary>
internal static class OtherKinds
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static IEnumerable<KeyValuePair<string, LostAnswerKind>> All => new Dictionary<string, LostAnswerKind>(StringComparer.Ordinal)
    {
        ["ledger, reserve"] = new("UnderWay", (w, p) => AskAsync(w, p, 1), Done: BudgetVerdict.Starts)
        {
            Prepare = LimitAsync,
            BuildOn = w => AskAsync(w, w.Rival, 2),
            Raced = BudgetVerdict.Starts, // for the same run: it is reserved for once
            Verify = async (w, mode) => Assert.Equal(mode == "BuiltOn" ? 2 : 1, (await BooksAsync(w)).UnderWay.Length),
        },
        ["ledger, settle"] = new("UnderWay", (w, p) => SettleAsync(w, p, 1), Done: 1)
        {
            Prepare = async w =>
            {
                await LimitAsync(w);
                for (var run = 1; run <= 2; run++)
                {
                    await AskAsync(w, w.Rival, run);
                }

                await AskAsync(w, w.Rival, 3); // waits: nothing is left
            },
            BuildOn = w => SettleAsync(w, w.Rival, 2),
            Raced = 0, // the rival has settled it, and wakes those that wait
            Verify = async (w, mode) =>
            {
                var account = await BooksAsync(w);
                Assert.Equal(mode == "BuiltOn" ? 0 : 1, account.UnderWay.Length);
                Assert.Equal(mode == "BuiltOn" ? 2m : 1m, account.Spending.Today.Tally.CostUsd);
                Assert.Empty(account.Waiting);
                await w.Rival.Get<OwnerLedger>().EndAsync("main", "ann", Cancel); // the checks would look for records of these runs
            },
        },
        ["owner limit"] = new("\"OnLimit\"", (w, p) => PutLimitAsync(w, p, p == w.Ours ? 10 : 20), Done: true)
        {
            BuildOn = w => PutLimitAsync(w, w.Rival, 20),
            Raced = true,
            Verify = async (w, mode) => Assert.Equal(mode == "BuiltOn" ? 20 : 10, (await w.Rival.Get<OwnerLimits>().FindAsync("main", "ann", Cancel))!.Limits.DayUsd),
        },
        ["key"] = new("\"Hash\"", IssueKeyAsync, Done: true)
        {
            BuildOn = w => w.Rival.Get<KeyTable>().RevokeAsync("k3v9q2m7", w.Now, Cancel),
            Raced = false,
            Verify = async (w, mode) => Assert.Equal(mode == "BuiltOn", (await w.Rival.Get<KeyTable>().FindAsync("k3v9q2m7", Cancel))!.RevokedAt is not null),
        },
        ["bad due row set aside"] = new("SetAsideReason", ClaimAsync, Done: 0)
        {
            Prepare = async w =>
            {
                var due = Assert.Single(await w.RowsAsync('d'));
                due["Spec"] = "no spec";
                Assert.True(await w.Rival.Get<TableStore>().CommitAsync(new Transaction(w.Shard).Replace(due, due.ETag), Cancel));
            },
            BuildOn = w => w.TouchAgentAsync(),
            Raced = 0,
            Verify = async (w, _) =>
            {
                Assert.Single(await w.RowsAsync('e'));
                Assert.True(await w.ChangeAsync(w.Rival, await w.ScheduleAsync(), s => s with { Enabled = false })); // at rest it has no due row
            },
        },
        ["delivery that failed"] = new("q|w|", DeliverAsync, Done: (1, 1))
        {
            Prepare = DueDeliveryAsync,
            BuildOn = async w =>
            {
                w.Clock.Set(w.Now.AddHours(2));
                await DeliverAsync(w, w.Rival);
            },
            BuiltOn = (2, 1), // the message of the rival's attempt
            Raced = (1, 1),
            Verify = async (w, mode) =>
            {
                Assert.Equal(mode == "BuiltOn" ? 2 : 1, Assert.Single(await w.RowsAsync('q')).GetInt32("Attempts"));
                await ForgetAllAsync(w, 'q');
            },
        },
        ["dead delivery sent again"] = new("q|w|", (w, p) => DeadAsync(w, p, (end, request, id) => end.ReplayDelivery(request, id, Cancel)), Done: StatusCodes.Status202Accepted)
        {
            Prepare = DeadDeliveryAsync,
            BuildOn = w => ForgetAllAsync(w, 'q'), // as if it had been delivered
            Raced = StatusCodes.Status404NotFound,
            Verify = async (w, mode) =>
            {
                Assert.Equal(mode == "BuiltOn" ? 0 : 1, (await w.RowsAsync('q')).Count);
                await ForgetAllAsync(w, 'q');
            },
        },
        ["dead delivery forgotten"] = new("w%7Cmain", (w, p) => DeadAsync(w, p, (end, request, id) => end.ForgetDelivery(request, id, Cancel)), Done: StatusCodes.Status204NoContent)
        {
            Prepare = DeadDeliveryAsync,
            BuildOn = DeadDeliveryAsync, // given up once more
            Raced = StatusCodes.Status404NotFound,
            Verify = async (w, mode) => Assert.Equal(mode == "BuiltOn" ? 1 : 0, (await w.RowsAsync('w')).Count),
        },
    };

    private static Run RunOf(LostAnswerWorld world, int number) =>
        Run.Queued(RunId.ForOccurrence(LostAnswerWorld.ScheduleId, world.Now.AddMinutes(-number)), new AgentKey("main", $"agent{number}"), RunTrigger.Manual, "ann", world.Now, world.Now) with { MaxCostUsd = 1, AsksOwner = true };

    private static async Task<object> ClaimAsync(LostAnswerWorld world, BareProcess process)
    {
        await process.ClaimAsync();
        return process.Messages;
    }

    private static async Task LimitAsync(LostAnswerWorld world)
    {
        await PutLimitAsync(world, world.Rival, 2);
        var shown = new Adherence(string.Join(' ', Enumerable.Repeat("1", Adherence.Needed))); // so that a run reserves no more than its maximum
        await world.Rival.Get<OwnerLedger>().BeginAsync("main", "ann", OwnerAccount.Empty with { Adherence = shown }, Cancel);
    }

    private static async Task<object> PutLimitAsync(LostAnswerWorld world, BareProcess process, decimal usd)
    {
        await process.Get<OwnerLimits>().PutAsync("main", new OwnerLimit("ann", SpendingLimits.None with { DayUsd = usd }, OnLimit.Approve), Cancel);
        return true;
    }

    private static async Task<object> AskAsync(LostAnswerWorld world, BareProcess process, int run) => (await process.Get<OwnerLedger>().AskAsync(
        RunOf(world, run), reservesUsd: 1, new OwnerLimit("ann", SpendingLimits.None with { DayUsd = 2 }, OnLimit.Approve), isApproved: false, isDelayed: true, cancel: Cancel)).Verdict;

    private static async Task<object> SettleAsync(LostAnswerWorld world, BareProcess process, int run)
    {
        var ended = RunOf(world, run).Start(world.Now).End(RunStatus.Succeeded, RunReason.Completed, "done", world.Now) with { Answer = new() { CostUsd = 1 } };
        await process.Get<OwnerLedger>().SettleAsync(ended, Cancel);
        return process.Messages;
    }

    private static async Task<OwnerAccount> BooksAsync(LostAnswerWorld world) => OwnerAccount.Read((await world.RowAsync(Keys.Owner("main", "ann"), Keys.LedgerRow))!);

    private static async Task<object> IssueKeyAsync(LostAnswerWorld world, BareProcess process)
    {
        try
        {
            var hash = process == world.Ours ? new byte[32] : [.. Enumerable.Repeat((byte)1, 32)];
            await process.Get<KeyTable>().InsertAsync(new IssuedKey("k3v9q2m7", hash, new Caller("main", "ann", Role.User), world.Now, ExpiresAt: null, RevokedAt: null, LastUsedAt: null), Cancel);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>A webhook whose address no one may call, and an event for it.</summary>
    private static async Task<Delivery> DeliveryAsync(LostAnswerWorld world)
    {
        var stored = (await world.Rival.Agents.FindAsync("main", "alice", Cancel))!;
        if (stored.Webhooks is not [var webhook])
        {
            webhook = new Webhook(Webhook.NewId(), new Uri("http://127.0.0.1:9/"), [WebhookEvent.Succeeded], Schedule: null, Description: null, Version: 1, world.Now, world.Now);
            await world.Rival.Get<WebhookEdits>().ChangeAsync(await world.RequestAsync(world.Rival), _ => new WebhookEdit([webhook], Results.Ok()), Cancel);
        }

        var run = world.Kept is Delivery known ? known.Run : await EndedRunAsync(world);
        await ForgetAllAsync(world, 'q');
        return new Delivery("main", "alice", run, webhook.Id, WebhookEvent.Succeeded, world.Now, world.Now);
    }

    private static async Task<RunId> EndedRunAsync(LostAnswerWorld world)
    {
        await world.Rival.ClaimAsync();
        var run = Assert.Single(await world.Rival.OpenAsync());
        Assert.True(await world.Rival.SucceedAsync(run));
        return run.Id;
    }

    private static async Task DueDeliveryAsync(LostAnswerWorld world)
    {
        var delivery = await DeliveryAsync(world);
        world.Kept = delivery;
        Assert.True(await world.Rival.Get<TableStore>().CommitAsync(new Transaction(world.Shard).Insert(delivery.Write(world.Shard)), Cancel));
        await world.Rival.Get<StorageClients>().Webhooks.ClearMessagesAsync(Cancel);
    }

    private static async Task DeadDeliveryAsync(LostAnswerWorld world)
    {
        var delivery = await DeliveryAsync(world);
        world.Kept = delivery;
        Assert.True(await world.Rival.Get<TableStore>().CommitAsync(new Transaction(world.Shard).Insert(delivery.WriteDead(world.Shard, world.Now)), Cancel));
    }

    private static async Task<object> DeliverAsync(LostAnswerWorld world, BareProcess process)
    {
        await process.Get<Deliverer>().DeliverAsync(new DeliveryRequest(world.Shard, ((Delivery)world.Kept!).Id), Cancel);
        var messages = (await process.Get<StorageClients>().Webhooks.GetPropertiesAsync(Cancel)).Value.ApproximateMessagesCount;
        return ((await world.RowsAsync('q'))[0].GetInt32("Attempts")!.Value, messages);
    }

    private static async Task<object> DeadAsync(LostAnswerWorld world, BareProcess process, Func<DeadLetterEndpoints, HttpRequest, string, Task<IResult>> act) =>
        await act(process.Get<DeadLetterEndpoints>(), await world.RequestAsync(process), ((Delivery)world.Kept!).Id) switch
        {
            ProblemResult problem => problem.Status,
            IStatusCodeHttpResult { StatusCode: { } status } => status,
            var other => throw new InvalidOperationException(other.GetType().Name),
        };

    private static async Task ForgetAllAsync(LostAnswerWorld world, char kind)
    {
        foreach (var row in await world.RowsAsync(kind))
        {
            Assert.True(await world.Rival.Get<TableStore>().CommitAsync(new Transaction(world.Shard).Delete(row.RowKey, row.ETag), Cancel));
        }
    }
}
