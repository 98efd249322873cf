using AgentSched.Api.Access;
using AgentSched.Api.Agents;
using AgentSched.Api.Http;
using AgentSched.Api.Usage;
using AgentSched.Base;
using AgentSched.Engine.Budgets;
using AgentSched.Model.Access;
using AgentSched.Model.Agents;
using AgentSched.Model.Budgets;
using AgentSched.Model.Usage;
using AgentSched.Storage.Agents;
using AgentSched.Storage.Spending;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AgentSched.Api.Owners;

/// <summary>Spending limits of owners: read by the owner and admins, set by admins.</summary>
public sealed class OwnerLimitEndpoints(OwnerLimits limits, OwnerLedger ledger, AgentTable agents, UsageReport report, KnownOwners owners, TimeProvider clock)
{
    private const string One = "owners/{owner}/limits";

    /// <summary><c>GET /api/owners/{owner}/limits</c>: the limits and what was spent; all null if the owner has none.</summary>
    [Function(nameof(GetOwnerLimits))]
    public async Task<IResult> GetOwnerLimits(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = One)] HttpRequest request, string owner, CancellationToken cancel)
    {
        if (!OwnerName.Shape().IsMatch(owner))
        {
            return Problem.NotFound($"owner \"{owner}\"");
        }

        var caller = Caller.Of(request);
        return await AnswerAsync(caller.Tenant, owner, await limits.FindAsync(caller.Tenant, owner, cancel), cancel);
    }

    /// <summary>
    /// <c>PUT /api/owners/{owner}/limits {dayUsd?, monthUsd?, dayTokens?, monthTokens?, onLimit?}</c>: admins only. What the owner's runs have spent
    /// today and this month counts. Other processes apply the limits within five minutes.
    /// </summary>
    [Function(nameof(SetOwnerLimits))]
    public async Task<IResult> SetOwnerLimits(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = One)] HttpRequest request, string owner, CancellationToken cancel)
    {
        var caller = Caller.Of(request);
        var stored = OwnerName.Shape().IsMatch(owner) ? await limits.FindAsync(caller.Tenant, owner, cancel) : null;
        var objection = stored is not null ? ETags.Objection(request, version: null, $"the limits of owner \"{owner}\"")
            : request.Headers.IfMatch.Count > 0 ? Problem.Changed($"owner \"{owner}\" has no limits; to set them, send no If-Match")
            : null;
        if (objection is not null)
        {
            return objection;
        }

        var (fields, problem) = await JsonBody.ReadAsync(request, cancel);
        if (fields is null)
        {
            return problem!;
        }

        using var _ = fields;
        fields.Fixed("owner", owner);
        fields.ReadOnly("budget", "underWay");
        var wanted = SpendingLimits.Fields(fields);
        var onLimit = fields.Word<OnLimit>("onLimit") ?? OnLimit.Reject;
        if (!OwnerName.Shape().IsMatch(owner))
        {
            fields.Errors.Add("owner", $"\"{owner}\" is not {OwnerName.Words}");
        }
        else if (stored is null && owner != caller.Name && await owners.ObjectionAsync(caller.Tenant, owner, cancel) is { } unknown)
        {
            fields.Errors.Add("owner", unknown);
        }

        if (wanted == SpendingLimits.None)
        {
            fields.Errors.Add("dayUsd", "at least one limit is required; to remove the limits, send DELETE");
        }

        if (fields.Finish() is { } wrong)
        {
            return wrong;
        }

        await ledger.BeginAsync(caller.Tenant, owner, await SpentAsync(caller, owner, cancel), cancel); // no effect if the owner already has a ledger
        var limit = new OwnerLimit(owner, wanted, onLimit);
        await limits.PutAsync(caller.Tenant, limit, cancel);
        return await AnswerAsync(caller.Tenant, owner, limit, cancel);
    }

    /// <summary><c>DELETE /api/owners/{owner}/limits</c>: admins only; then only the agents' budgets limit the owner's runs.</summary>
    [Function(nameof(RemoveOwnerLimits))]
    public async Task<IResult> RemoveOwnerLimits(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = One)] HttpRequest request, string owner, CancellationToken cancel)
    {
        if (!OwnerName.Shape().IsMatch(owner))
        {
            return Problem.NotFound($"owner \"{owner}\"");
        }

        var caller = Caller.Of(request);
        await limits.DeleteAsync(caller.Tenant, owner, cancel);
        await ledger.EndAsync(caller.Tenant, owner, cancel);
        return Results.NoContent();
    }

    private async Task<IResult> AnswerAsync(string tenant, string owner, OwnerLimit? limit, CancellationToken cancel)
    {
        var account = limit is null ? OwnerAccount.Empty : await ledger.ReadAsync(tenant, owner, cancel);
        return Results.Json(
            new
            {
                owner,
                limit?.Limits.DayUsd,
                limit?.Limits.MonthUsd,
                limit?.Limits.DayTokens,
                limit?.Limits.MonthTokens,
                onLimit = limit?.OnLimit,
                budget = limit is null ? null : Budget.Of(limit.Limits, account.Spending, clock.GetUtcNow()).Answer(),
                underWay = account.UnderWay.Length,
            },
            Json.Options);
    }

    /// <summary>Totals of the owner's runs today and this month, from the usage of all agents.</summary>
    private async Task<OwnerAccount> SpentAsync(Caller caller, string owner, CancellationToken cancel)
    {
        var today = DayUsage.DayOf(clock.GetUtcNow());
        var all = await agents.AllVisibleStoredAsync(caller, cancel);
        var (day, month) = (await SumAsync(today), await SumAsync(MonthSpend.FirstOf(today)));
        return OwnerAccount.Empty with
        {
            Spending = new AgentSpending(RunTotals.None, DayUsage.On(today) with { Tally = day }, new MonthSpend(MonthSpend.FirstOf(today), month.CostUsd, month.Tokens)),
        };

        async Task<Tally> SumAsync(DateOnly from) =>
            (await report.ReadAsync(caller, all, UsageBy.Owner, from, today, cancel)).Where(line => line.Owner == owner).Aggregate(Tally.None, (sum, line) => sum.Plus(line.Tally));
    }
}
