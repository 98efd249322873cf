using AgentSched.Api;
using AgentSched.Api.Door;
using AgentSched.Api.Mcp;
using AgentSched.Api.Live;
using AgentSched.Api.Status;
using AgentSched.Base;
using AgentSched.Engine;
using AgentSched.Engine.Claims;
using AgentSched.Engine.Retention;
using AgentSched.Model.Agents;
using AgentSched.Model.Schedules;
using AgentSched.Outbound;
using AgentSched.Storage;
using AgentSched.Storage.Runs;
using AgentSched.Time.Specs;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AgentSched;

/// <summary>Builds the app: settings, services and middleware. Used by <c>Program</c> and the tests.</summary>
internal static class AppBuilder
{
    /// <summary>
    /// Largest request body in bytes, equal to the Functions host's limit. With the worker's default, 30 MB, a larger request would lose its connection
    /// instead of getting the endpoint's error, and callbacks that may be larger would be refused.
    /// </summary>
    private const long HostsLargestBody = 100 * 1024 * 1024;

    public static void AddAgentSched(this FunctionsApplicationBuilder builder)
    {
        var settings = new SettingsCheck(builder.Configuration);
        builder.ConfigureFunctionsWebApplication();
        builder.UseMiddleware<AccessMiddleware>();
        builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MaxRequestBodySize = HostsLargestBody);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning); // the web server logs each request's path, and the path of a hook contains its token
        Policy.Check(Policy.HttpFunctions(typeof(AppBuilder).Assembly)); // throws if a function has no access rule, so that the app does not start
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services
            .AddOptionsOf<AgentSchedOptions>(settings, AgentSchedRules.Problems)
            .AddOptionsOf<AccessOptions>(settings, AccessOptions.Problems)
            .AddOptionsOf<AgentOptions>(settings)
            .AddOptionsOf<ScheduleOptions>(settings)
            .AddOptionsOf<DispatchOptions>(settings)
            .AddOptionsOf<RunQueueOptions>(settings)
            .AddOptionsOf<LiveOptions>(settings)
            .AddOptionsOf<RetentionOptions>(settings)
            .AddSingleton<Instruments>()
            .AddStorage()
            .AddOutbound()
            .AddEngine()
            .AddApi()
            .AddSingleton<PrincipalReader>()
            .AddSingleton<WrongKeys>()
            .AddSingleton<CallerFinder>()
            .AddSingleton<AccessCheck>()
            .AddSingleton<IOperations, InnerCalls>();
        TelemetryExport.Add(builder);
        settings.Finish();
        if (settings.Section[nameof(AgentSchedOptions.TimeZoneFolder)] is { Length: > 0 } folder)
        {
            ZoneData.UseFolder(folder);
        }

        builder.Services.AddSingleton(ZoneData.Read(ZoneData.Folder)).AddHostedService<ZoneDataReport>();
    }

    private static IServiceCollection AddOptionsOf<T>(this IServiceCollection services, SettingsCheck settings, Func<T, IEnumerable<string>>? rules = null)
        where T : class, new()
    {
        settings.Options(rules);
        services.AddOptions<T>().Bind(settings.Section);
        return services;
    }
}
