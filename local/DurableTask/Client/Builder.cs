using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.DurableTask.Client;

public interface IDurableTaskClientBuilder
{
    string Name { get; }

    IServiceCollection Services { get; }

    /// <summary>The class of the client; the package that carries messages sets it.</summary>
    Type? BuildTarget { get; set; }

    DurableTaskClient Build(IServiceProvider serviceProvider);
}

public interface IDurableTaskClientProvider
{
    DurableTaskClient GetClient(string? name = null);
}

public class DefaultDurableTaskClientBuilder(string? name, IServiceCollection services) : IDurableTaskClientBuilder
{
    private Type? _buildTarget;

    public string Name { get; } = name ?? Options.DefaultName;

    public IServiceCollection Services { get; } = services;

    public Type? BuildTarget
    {
        get => _buildTarget;
        set => _buildTarget = value is null || typeof(DurableTaskClient).IsAssignableFrom(value)
            ? value
            : throw new ArgumentException($"{value} is no {nameof(DurableTaskClient)}", nameof(value));
    }

    public DurableTaskClient Build(IServiceProvider serviceProvider) => (DurableTaskClient)ActivatorUtilities.CreateInstance(
        serviceProvider,
        _buildTarget ?? throw new InvalidOperationException("no build target is set: say which client is to be built"),
        Name);
}

public static class DurableTaskBuilderExtensions
{
    public static IDurableTaskClientBuilder UseBuildTarget(this IDurableTaskClientBuilder builder, Type target)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.BuildTarget = target;
        return builder;
    }

    public static IDurableTaskClientBuilder UseBuildTarget<TTarget>(this IDurableTaskClientBuilder builder)
        where TTarget : DurableTaskClient => builder.UseBuildTarget(typeof(TTarget));

    /// <summary>Makes the client itself a service.</summary>
    public static IDurableTaskClientBuilder RegisterDirectly(this IDurableTaskClientBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton(services => services.GetRequiredService<IDurableTaskClientProvider>().GetClient(builder.Name));
        return builder;
    }
}

public static class ServiceCollectionExtensions
{
    public static IServiceCollection AddDurableTaskClient(this IServiceCollection services, Action<IDurableTaskClientBuilder> configure) =>
        services.AddDurableTaskClient(Options.DefaultName, configure);

    public static IServiceCollection AddDurableTaskClient(
        this IServiceCollection services, string name, Action<IDurableTaskClientBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        configure(services.AddDurableTaskClient(name));
        return services;
    }

    public static IDurableTaskClientBuilder AddDurableTaskClient(this IServiceCollection services, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var key = name ?? Options.DefaultName;
        if (services.FirstOrDefault(s => s.ServiceType == typeof(NamedBuilder) && string.Equals(((NamedBuilder)s.ImplementationInstance!).Builder.Name, key, StringComparison.Ordinal))
            is { ImplementationInstance: NamedBuilder known })
        {
            return known.Builder;
        }

        var builder = new DefaultDurableTaskClientBuilder(key, services);
        services.AddSingleton(new NamedBuilder(builder));
        services.TryAddSingleton<IDurableTaskClientProvider, ClientProvider>();
        if (key.Length == 0)
        {
            builder.RegisterDirectly();
        }

        return builder;
    }

    private sealed record NamedBuilder(IDurableTaskClientBuilder Builder);

    private sealed class ClientProvider(IServiceProvider services, IEnumerable<NamedBuilder> builders) : IDurableTaskClientProvider
    {
        private readonly Dictionary<string, Lazy<DurableTaskClient>> _clients = builders.ToDictionary(
            b => b.Builder.Name, b => new Lazy<DurableTaskClient>(() => b.Builder.Build(services)), StringComparer.Ordinal);

        public DurableTaskClient GetClient(string? name = null) => _clients.TryGetValue(name ?? Options.DefaultName, out var client)
            ? client.Value
            : throw new ArgumentOutOfRangeException(nameof(name), name, "there is no durable task client of this name");
    }
}
