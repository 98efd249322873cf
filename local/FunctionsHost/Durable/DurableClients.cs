using System.Reflection;
using AgentSched.FunctionsHost.Binding;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AgentSched.FunctionsHost.Durable;

/// <summary>[DurableClient] parameters: of any function, all of the app's own hub.</summary>
internal sealed class DurableClients
{
    /// <summary>Set once the hub is there; functions run later.</summary>
    public DurableTaskClient? Client { get; set; }

    public bool Wanted { get; private set; }

    /// <returns>Null: no client parameter, or not a valid one and the problem was told.</returns>
    public ArgumentBinder? Find(ParameterInfo parameter, Action<string> problem)
    {
        if (parameter.GetCustomAttribute<DurableClientAttribute>() is not { } mark)
        {
            return null;
        }

        Wanted = true;
        if (parameter.ParameterType != typeof(DurableTaskClient))
        {
            problem($"[DurableClient] on a {parameter.ParameterType.Name}; it must be DurableTaskClient");
        }

        if (mark.TaskHub is not null || mark.ConnectionName is not null)
        {
            problem("[DurableClient] with TaskHub or ConnectionName is not supported here (local/README.md); the app's own hub is what host.json names");
        }

        return call => new(Client ?? throw new InvalidOperationException($"{call.Function.Name}: the durable hub is not running."));
    }
}
