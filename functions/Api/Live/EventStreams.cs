using AgentSched.Storage.Activities;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentSched.Api.Live;

/// <summary>Services that all event streams share.</summary>
public sealed class EventStreams(
    AgentWatches watches, AgentDirectory directory, ActivityFeed feed, IOptions<LiveOptions> options, TimeProvider clock, IHostApplicationLifetime app, ILogger<EventStreams> logger)
{
    internal AgentWatches Watches => watches;

    internal AgentDirectory Directory => directory;

    internal ActivityFeed Feed => feed;

    internal TimeSpan Length => options.Value.EventStreamLength;

    internal TimeProvider Clock => clock;

    internal CancellationToken Stopping => app.ApplicationStopping;

    internal ILogger Logger => logger;
}
