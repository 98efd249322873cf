using AgentSched.FunctionsHost;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>The generic host's builder with what the Functions host would add: settings below, the local host behind.</summary>
public class FunctionsApplicationBuilder : IHostApplicationBuilder, IFunctionsWorkerApplicationBuilder
{
    private readonly HostApplicationBuilder _inner;
    private readonly WorkerMiddleware _middleware = new();
    private bool _built;

    internal FunctionsApplicationBuilder(string[] args)
    {
        var settings = new ConfigurationManager();
        var values = Hosting.LocalValues().ToList();
        settings.AddInMemoryCollection(values);
        settings.AddEnvironmentVariables();
        settings.AddCommandLine(args);
        _inner = new HostApplicationBuilder(new HostApplicationBuilderSettings
        {
            DisableDefaults = true,
            Configuration = settings,
            ApplicationName = System.Reflection.Assembly.GetEntryAssembly()?.GetName().Name,
            EnvironmentName = settings["AZURE_FUNCTIONS_ENVIRONMENT"] ?? settings["DOTNET_ENVIRONMENT"] ?? Environments.Production,
            ContentRootPath = Hosting.Folder,
        });
        var checks = _inner.Environment.IsDevelopment();
        _inner.ConfigureContainer(new DefaultServiceProviderFactory(new ServiceProviderOptions { ValidateScopes = checks, ValidateOnBuild = checks }));
        Hosting.Add(_inner.Services, _middleware, args);
        _inner.Logging.AddConfiguration(settings.GetSection("Logging"));
    }

    public IDictionary<object, object> Properties => ((IHostApplicationBuilder)_inner).Properties;

    public ConfigurationManager Configuration => _inner.Configuration;

    IConfigurationManager IHostApplicationBuilder.Configuration => _inner.Configuration;

    public IHostEnvironment Environment => _inner.Environment;

    public ILoggingBuilder Logging => _inner.Logging;

    public IMetricsBuilder Metrics => _inner.Metrics;

    public IServiceCollection Services => _inner.Services;

    public void ConfigureContainer<TContainerBuilder>(IServiceProviderFactory<TContainerBuilder> factory, Action<TContainerBuilder>? configure = null)
        where TContainerBuilder : notnull =>
        _inner.ConfigureContainer(factory, configure);

    public IFunctionsWorkerApplicationBuilder Use(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware)
    {
        _middleware.Add(middleware ?? throw new ArgumentNullException(nameof(middleware)));
        return this;
    }

    public IHost Build()
    {
        if (_built)
        {
            throw new InvalidOperationException("Build can only be called once.");
        }

        _built = true;
        Hosting.AddLast(_inner.Services);
        return _inner.Build();
    }
}
