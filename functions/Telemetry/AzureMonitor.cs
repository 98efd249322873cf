using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using Microsoft.Azure.Functions.Worker.Builder;

namespace AgentSched.Telemetry;

/// <summary>
/// Sends spans, metrics and logs to Application Insights where <c>APPLICATIONINSIGHTS_CONNECTION_STRING</c> is set, as the identity that
/// <c>AZURE_CLIENT_ID</c> names.
/// </summary>
internal static class AzureMonitor
{
    public static void Add(FunctionsApplicationBuilder builder)
    {
        if (builder.Configuration["APPLICATIONINSIGHTS_CONNECTION_STRING"] is not { Length: > 0 })
        {
            return;
        }

        builder.Services.AddOpenTelemetry()
            .UseFunctionsWorkerDefaults()
            .WithTracing(traces => traces.AddSource(TelemetryNames.Source))
            .WithMetrics(metrics => metrics.AddMeter(TelemetryNames.Source))
            .UseAzureMonitorExporter(options => options.Credential = new DefaultAzureCredential(
                new DefaultAzureCredentialOptions { ManagedIdentityClientId = builder.Configuration["AZURE_CLIENT_ID"] }));
    }
}
