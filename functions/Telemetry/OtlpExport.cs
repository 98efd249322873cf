using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace AgentSched.Telemetry;

/// <summary>
/// Sends spans, metrics and logs by OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says where to; else nothing is collected. The other
/// settings of the standard (<c>OTEL_EXPORTER_OTLP_HEADERS</c>, <c>OTEL_EXPORTER_OTLP_PROTOCOL</c>, <c>OTEL_SERVICE_NAME</c> …) hold as well.
/// </summary>
internal sealed class OtlpExport(IConfiguration configuration) : IHostedService, IDisposable
{
    /// <summary>The setting.</summary>
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private const string Protocol = "OTEL_EXPORTER_OTLP_PROTOCOL";
    private const string Name = "OTEL_SERVICE_NAME";

    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    public static void Add(IServiceCollection services, ILoggingBuilder logging, IConfiguration configuration)
    {
        if (configuration[Endpoint] is not { Length: > 0 })
        {
            return;
        }

        services.AddHostedService<OtlpExport>();
        logging.AddOpenTelemetry(logs =>
        {
            logs.IncludeFormattedMessage = true;
            logs.SetResourceBuilder(Resource(configuration));
            logs.AddOtlpExporter(options => Direct(options, configuration, "v1/logs"));
        });
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(Resource(configuration))
            .AddSource(TelemetryNames.Source)
            .AddOtlpExporter(options => Direct(options, configuration, "v1/traces"))
            .Build();
        _metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(Resource(configuration))
            .AddMeter(TelemetryNames.Source)
            .AddOtlpExporter(options => Direct(options, configuration, "v1/metrics"))
            .Build();
        return Task.CompletedTask;
    }

    /// <summary>What is still here goes out first.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _traces?.ForceFlush(timeoutMilliseconds: 5_000);
        _metrics?.ForceFlush(timeoutMilliseconds: 5_000);
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }

    private static ResourceBuilder Resource(IConfiguration configuration) =>
        ResourceBuilder.CreateDefault().AddService(configuration[Name] is { Length: > 0 } name ? name : TelemetryNames.Source);

    private static void Direct(OtlpExporterOptions options, IConfiguration configuration, string path)
    {
        var endpoint = new Uri(configuration[Endpoint]!);
        var overHttp = configuration[Protocol] == "http/protobuf";
        options.Protocol = overHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        options.Endpoint = overHttp ? new Uri($"{endpoint.AbsoluteUri.TrimEnd('/')}/{path}") : endpoint;
    }
}
