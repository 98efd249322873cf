using AgentSched.Api;
using AgentSched.Api.Door;
using AgentSched.Api.Live;
using AgentSched.Base;
using AgentSched.Engine;
using AgentSched.Engine.Claims;
using AgentSched.Engine.Retention;
using AgentSched.Model.Schedules;
using AgentSched.Outbound;
using AgentSched.Storage;
using AgentSched.Storage.Runs;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AgentSched;

/// <summary>Puts the app together, slice by slice; <c>Program</c> and the tests start from here.</summary>
internal static class AppBuilder
{
    /// <summary>
    /// In bytes, as the Functions host has it. The worker's own default, 30 MB, would break the connection of whoever sends more, where the endpoint has an
    /// answer in words, and refuse callbacks that are allowed to be larger.
    /// </summary>
    private const long HostsLargestBody = 100 * 1024 * 1024;

    public static void AddAgentSched(this FunctionsApplicationBuilder builder)
    {
        var settings = new SettingsCheck(builder.Configuration);
        builder.ConfigureFunctionsWebApplication();
        builder.UseMiddleware<AccessMiddleware>();
        builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MaxRequestBodySize = HostsLargestBody);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning); // the web server logs each request's path, and the path of a hook contains its token
        Policy.Check(Policy.HttpFunctions(typeof(AppBuilder).Assembly)); // an app with a function that nobody said who may call does not start
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services
            .AddOptionsOf<AgentSchedOptions>(settings, AgentSchedRules.Problems)
            .AddOptionsOf<AccessOptions>(settings)
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
            .AddSingleton<CallerFinder>();
        TelemetryExport.Add(builder);
        settings.Finish();
    }

    private static IServiceCollection AddOptionsOf<T>(this IServiceCollection services, SettingsCheck settings, Func<T, IEnumerable<string>>? rules = null)
        where T : class, new()
    {
        settings.Options(rules);
        services.AddOptions<T>().Bind(settings.Section);
        return services;
    }
}
