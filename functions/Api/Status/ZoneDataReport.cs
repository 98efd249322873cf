using AgentSched.Base;
using AgentSched.Time.Specs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AgentSched.Api.Status;

/// <summary>Logs release and source of the time zone data when the app starts: a warning if they are more than a year old or of unknown age.</summary>
internal sealed class ZoneDataReport(ZoneData data, TimeProvider clock, ILogger<ZoneDataReport> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var warning = data.WarningAt(clock.GetUtcNow());
        new TelemetryEvent(EventNames.ZoneDataLoaded)
            .With(Dimensions.Version, data.Version ?? "unknown")
            .With(Dimensions.Source, data.Source)
            .With(Dimensions.Sentence, warning)
            .Write(logger, warning is null ? LogLevel.Information : LogLevel.Warning, 5001);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
