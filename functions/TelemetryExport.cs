using AgentSched.Base;
using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace AgentSched;

/// <summary>
/// Exports spans, metrics and logs to an OTLP endpoint if <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set (the other standard OTEL settings apply, too),
/// and to Application Insights if <c>APPLICATIONINSIGHTS_CONNECTION_STRING</c> is set, as the identity that <c>AZURE_CLIENT_ID</c> names.
/// If neither is set, nothing is collected. In both cases the worker tells the host that it exports telemetry itself, so that nothing is sent twice.
/// </summary>
internal static class TelemetryExport
{
    /// <summary>Setting with the address of the OTLP endpoint.</summary>
    public const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private const string ApplicationInsights = "APPLICATIONINSIGHTS_CONNECTION_STRING";
    private const string ServiceName = "OTEL_SERVICE_NAME";

    public static void Add(FunctionsApplicationBuilder builder)
    {
        var settings = builder.Configuration;
        var toOtlp = IsSet(settings, OtlpEndpoint);
        var toApplicationInsights = IsSet(settings, ApplicationInsights);
        if (!toOtlp && !toApplicationInsights)
        {
            return;
        }

        var telemetry = builder.Services.AddOpenTelemetry()
            .UseFunctionsWorkerDefaults()
            .WithTracing(traces => traces.AddSource(TelemetryNames.Source))
            .WithMetrics(metrics => metrics.AddMeter(TelemetryNames.Source));
        if (toApplicationInsights)
        {
            telemetry.UseAzureMonitorExporter(options => options.Credential = new DefaultAzureCredential(
                new DefaultAzureCredentialOptions { ManagedIdentityClientId = settings["AZURE_CLIENT_ID"] }));
        }
        else
        {
            telemetry.ConfigureResource(resource => resource.AddService(IsSet(settings, ServiceName) ? settings[ServiceName]! : TelemetryNames.Source));
        }

        if (toOtlp)
        {
            telemetry.WithLogging(configureBuilder: null, logs => logs.IncludeFormattedMessage = true).UseOtlpExporter();
        }
    }

    private static bool IsSet(IConfiguration settings, string name) => settings[name] is { Length: > 0 };
}
