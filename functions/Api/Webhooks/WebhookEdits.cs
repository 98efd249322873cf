using AgentSched.Api.Access;
using AgentSched.Api.Http;
using AgentSched.Model.Access;
using AgentSched.Model.Activities;
using AgentSched.Model.Webhooks;
using AgentSched.Storage.Activities;
using AgentSched.Storage.Agents;
using AgentSched.Storage.Rows;
using AgentSched.Storage.Tables;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Api.Webhooks;

/// <summary>
/// Changes the webhooks of agents. They are a column of the agent's row, which every close of a run reads; so finding an event's receivers costs no
/// request, and an agent without webhooks has no cost.
/// </summary>
public sealed class WebhookEdits(AgentTable agents, RowCache cache, TimeProvider clock)
{
    private const int Tries = 20;

    /// <summary>Changes the webhooks of the agent that the access middleware loaded. On an ETag mismatch it reads the agent again and retries.</summary>
    internal Task<IResult> ChangeAsync(HttpRequest request, Func<IReadOnlyList<Webhook>, WebhookEdit> edit, CancellationToken cancel) =>
        ChangeAsync(request, webhooks => Task.FromResult(edit(webhooks)), cancel);

    /// <summary>As above, with an edit that reads more than the webhooks. It is made from the webhooks that it gets, which other requests may have changed since the last try.</summary>
    internal async Task<IResult> ChangeAsync(HttpRequest request, Func<IReadOnlyList<Webhook>, Task<WebhookEdit>> edit, CancellationToken cancel)
    {
        var stored = request.FoundAgent();
        for (var tries = 0; tries < Tries; tries++)
        {
            var (changed, answer) = await edit(stored.Webhooks);
            if (changed is null || await CommitAsync(stored, changed, Caller.Of(request).Name, cancel))
            {
                return answer;
            }

            var again = await agents.FindAsync(stored.Agent.Key, cancel);
            var relation = again is null ? Relation.Stranger : Caller.Of(request).RelationTo(again.Agent);
            if (Refusal.Of(Need.Change, relation, $"agent \"{stored.Agent.Name}\"", again?.Agent.Owner) is { } objection)
            {
                return objection;
            }

            stored = again!;
        }

        return Problem.Conflict($"agent \"{stored.Agent.Name}\" is changing too often; try again");
    }

    private Task<bool> CommitAsync(StoredAgent read, IReadOnlyList<Webhook> webhooks, string actor, CancellationToken cancel)
    {
        var row = AgentRow.Webhooks(read, webhooks, agents.ShardOf(read.Agent.Tenant, read.Agent.Name));
        var feed = new AgentFeedWriter(read).Add(AgentActivity.WebhooksChanged(actor, clock.GetUtcNow()));
        var transaction = new Transaction(row.PartitionKey);
        return cache.CommitAsync(transaction.Merge(feed.Write(transaction, row), read.ETag), cancel);
    }
}
