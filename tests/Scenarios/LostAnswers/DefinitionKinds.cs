using AgentSched.Api.Webhooks;
using AgentSched.Engine.Edits;
using AgentSched.Model.Agents;
using AgentSched.Model.Schedules;
using AgentSched.Model.Webhooks;
using AgentSched.Storage.Schedules;
using AgentSched.Storage.Tables;
using AgentSched.Tests.Support;
using AgentSched.Time.Specs;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Tests.Scenarios.LostAnswers;

/// <summary>Transactions that create, edit and delete schedules, agents and webhooks.</summary>
internal static class DefinitionKinds
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static IEnumerable<KeyValuePair<string, LostAnswerKind>> All => new Dictionary<string, LostAnswerKind>(StringComparer.Ordinal)
    {
        ["reserve a name"] = new("ReservedAt", CreateAsync, Done: Reservation.Made)
        {
            BuildOn = async w => Assert.Equal(Reservation.Made, await w.Rival.Get<ScheduleEditor>().TryCreateAsync(w.NewSchedule("third", "th1rdq2m7x4b8c1d"), w.Now, Cancel)),
            Raced = Reservation.NameTaken,
            Verify = (w, mode) => CountsAsync(w, mode == "BuiltOn" ? 3 : 2),
        },
        ["create"] = new("\"RowKey\":\"s|", CreateAsync, Done: Reservation.Made)
        {
            BuildOn = async w => Assert.True(await w.ChangeAsync(w.Rival, await w.ScheduleAsync("0ursq2m7x4b8c1d5"), s => s with { Message = "later" })),
            Race = w => w.TouchAgentAsync(),
            Raced = Reservation.Made,
            Verify = async (w, mode) =>
            {
                await CountsAsync(w, 2);
                Assert.Equal(mode == "BuiltOn" ? "later" : "say hello", (await w.ScheduleAsync("0ursq2m7x4b8c1d5")).Schedule.Message);
            },
        },
        ["edit"] = new("ours", (w, p) => EditAsync(w, p, s => s with { Message = p == w.Ours ? "ours" : "rival's" }), Done: true)
        {
            Prepare = ReadAsync,
            BuildOn = async w => Assert.True(await w.ChangeAsync(w.Rival, await w.ScheduleAsync(), s => s with { Message = "later" })),
            Raced = false,
            Verify = async (w, mode) => Assert.Equal(mode switch { "Lost" => "ours", "BuiltOn" => "later", _ => "rival's" }, (await w.ScheduleAsync()).Schedule.Message),
        },
        ["edit without an agent"] = new("ours", (w, p) => EditAsync(w, p, s => s with { Message = p == w.Ours ? "ours" : "rival's" }), Done: true)
        {
            Prepare = async w =>
            {
                await ReadAsync(w);
                Assert.True(await w.Ours.Agents.DeleteAsync((await w.Ours.Agents.FindAsync("main", "alice", Cancel))!, w.Now, Cancel));
            },
            BuildOn = async w => Assert.True(await w.ChangeAsync(w.Rival, await w.ScheduleAsync(), s => s with { Message = "later" })),
            Raced = false,
            HasAgent = false,
            Verify = async (w, mode) => Assert.Equal(mode switch { "Lost" => "ours", "BuiltOn" => "later", _ => "rival's" }, (await w.ScheduleAsync()).Schedule.Message),
        },
        ["retime"] = new("30 * * * *", (w, p) => EditAsync(w, p, s => s with { Spec = ScheduleSpec.Parse(p == w.Ours ? "30 * * * *" : "40 * * * *", "UTC") }), Done: true)
        {
            Prepare = ReadAsync,
            BuildOn = async w =>
            {
                w.Clock.Set(w.Now.AddMinutes(30));
                await w.Rival.ClaimAsync(); // due row and mark are the rival's
            },
            Raced = false,
            Verify = async (w, mode) => Assert.Equal(mode == "BuiltOn" ? 1 : 0, (await w.RecordsAsync()).Count),
        },
        ["delete"] = new("DeletedAt", (w, p) => EditAsync(w, p, s => s with { DeletedAt = w.Now, Enabled = false }), Done: true)
        {
            Prepare = ReadAsync,
            BuildOn = async w => Assert.True(await w.ChangeAsync(w.Rival, await w.ScheduleAsync(), s => s with { DeletedAt = null })),
            Raced = false,
            Verify = async (w, mode) => Assert.Equal(mode == "BuiltOn", (await w.ScheduleAsync()).Schedule.DeletedAt is null),
        },
        ["agent registered"] = new("\"RowKey\":\"g|main|bob", async (w, p) => await p.Agents.InsertAsync(w.NewAgent("bob"), Cancel), Done: true)
        {
            BuildOn = w => w.TouchAgentAsync("bob"),
            Raced = false,
        },
        ["agent changed"] = new("http://ours.test/", UpdateAgentAsync, Done: true)
        {
            BuildOn = w => w.TouchAgentAsync(),
            Race = w => w.TouchAgentAsync(),
            Raced = false,
            Verify = async (w, mode) => Assert.Equal(mode == "Raced" ? "alice.test" : "ours.test", (await w.Rival.Agents.FindAsync("main", "alice", Cancel))!.Agent.Url.Host),
        },
        ["agent deleted"] = new("g%7Cmain%7Cbob", DeleteAgentAsync, Done: true)
        {
            Prepare = async w => Assert.True(await w.Rival.Agents.InsertAsync(w.NewAgent("bob") with { Id = AgentKey.NewId() }, Cancel)),
            BuildOn = async w => Assert.True(await w.Rival.Agents.InsertAsync(w.NewAgent("bob") with { Id = AgentKey.NewId() }, Cancel)), // somebody else has the name now
            Raced = false,
            Verify = async (w, mode) =>
            {
                Assert.Equal(mode == "BuiltOn", await w.Rival.Agents.FindAsync("main", "bob", Cancel) is not null);
                Assert.Equal(mode == "BuiltOn", await w.RowAsync(Keys.Tenant("main"), Keys.TenantAgent("bob")) is not null);
                if (mode != "BuiltOn")
                {
                    Assert.True(await w.Rival.Agents.InsertAsync(w.NewAgent("bob") with { Id = AgentKey.NewId() }, Cancel)); // the checks look for the feed's agent
                }
            },
        },
        ["webhook made"] = new("ours.test", (w, p) => AddWebhookAsync(w, p, "http://ours.test/"), Done: StatusCodes.Status200OK)
        {
            BuildOn = w => AddWebhookAsync(w, w.Rival, "http://rival.test/"),
            Race = w => AddWebhookAsync(w, w.Rival, "http://rival.test/"),
            Raced = StatusCodes.Status200OK,
            Verify = async (w, mode) =>
            {
                var agent = (await w.Rival.Agents.FindAsync("main", "alice", Cancel))!;
                Assert.Equal(mode == "Lost" ? 1 : 2, agent.Webhooks.Count);
                Assert.Single(agent.Webhooks, hook => hook.Url.Host == "ours.test");
            },
        },
    };

    private static async Task<object> CreateAsync(LostAnswerWorld world, BareProcess process) => await process.Get<ScheduleEditor>().TryCreateAsync(
        world.NewSchedule("second", process == world.Ours ? "0ursq2m7x4b8c1d5" : "r1valq2m7x4b8c1d"), world.Now, Cancel);

    /// <summary>As many schedules as the owner's counter says, each with its name.</summary>
    private static async Task CountsAsync(LostAnswerWorld world, int count)
    {
        Assert.Equal(count, (await world.RowsAsync('s')).Count);
        var names = (await new Rows(world.Storage.Direct).AllAsync()).Where(row => row.PartitionKey == Keys.Owner("main", "ann")).ToList();
        Assert.Equal(count, names.Count(row => row.RowKey.StartsWith(Keys.Names, StringComparison.Ordinal)));
        Assert.Equal(count, Assert.Single(names, row => row.RowKey == Keys.QuotaRow).GetInt32("Schedules"));
    }

    private static async Task ReadAsync(LostAnswerWorld world) => world.Kept = await world.ScheduleAsync();

    private static async Task<object> EditAsync(LostAnswerWorld world, BareProcess process, Func<Schedule, Schedule> edit) =>
        await world.ChangeAsync(process, (StoredSchedule)world.Kept!, edit);

    private static async Task<object> UpdateAgentAsync(LostAnswerWorld world, BareProcess process)
    {
        var read = (await process.Agents.FindAsync("main", "alice", Cancel))!;
        return await process.Agents.UpdateAsync(read.Agent with { Url = new Uri("http://ours.test/") }, read, Cancel);
    }

    private static async Task<object> DeleteAgentAsync(LostAnswerWorld world, BareProcess process) =>
        await process.Agents.DeleteAsync((await process.Agents.FindAsync("main", "bob", Cancel))!, DateTimeOffset.UnixEpoch, Cancel);

    private static async Task<object> AddWebhookAsync(LostAnswerWorld world, BareProcess process, string url)
    {
        var webhook = new Webhook(Webhook.NewId(), new Uri(url), [WebhookEvent.Failed], Schedule: null, Description: null, Version: 1, world.Now, world.Now);
        var answer = await process.Get<WebhookEdits>().ChangeAsync(
            await world.RequestAsync(process), webhooks => new WebhookEdit([.. webhooks, webhook], Results.StatusCode(StatusCodes.Status200OK)), Cancel);
        return ((IStatusCodeHttpResult)answer).StatusCode!;
    }
}
