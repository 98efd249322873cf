using AgentSched.Engine.After;
using AgentSched.Engine.Claims;
using AgentSched.Storage.Tables;
using AgentSched.Storage.Webhooks;
using Azure.Data.Tables;
using Microsoft.Extensions.Options;

namespace AgentSched.Engine.Webhooks;

/// <summary>Sends events again whose messages were lost.</summary>
internal sealed class Redelivery(DeliveryQueue queue, IOptions<DispatchOptions> options) : IUnfinished
{
    public string Prefix => Keys.DeliveryPrefix;

    public Task ResumeAsync(TableEntity row, DateTimeOffset now, CancellationToken cancel) => queue.ResendAsync(row, options.Value.ResendAfter, now, cancel);
}
