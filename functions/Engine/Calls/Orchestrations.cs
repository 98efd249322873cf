using System.Diagnostics.CodeAnalysis;
using AgentSched.Model.Runs;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace AgentSched.Engine.Calls;

/// <summary>Starts the orchestrations that call agents, and finds the one that holds a run.</summary>
internal static class Orchestrations
{
    /// <summary>Starts the run's own orchestration. Safe to repeat: an instance in flight continues.</summary>
    public static Task<bool> StartAsync(this DurableTaskClient durable, RunTicket ticket, CancellationToken cancel) =>
        StartAsync(durable, OrchestrationNames.OfRun, ticket, ticket.Run, cancel);

    /// <summary>Starts the orchestration of a batch. Safe to repeat.</summary>
    /// <returns>False: an instance with this id exists, perhaps with fewer runs.</returns>
    public static Task<bool> StartAsync(this DurableTaskClient durable, RunBatch batch, CancellationToken cancel) =>
        StartAsync(durable, OrchestrationNames.OfBatch, batch, batch.Id, cancel);

    /// <summary>Finds the orchestration that the run's row names. Null: there is none, or it is a batch that has completed or does not contain the run.</summary>
    public static async Task<OrchestrationMetadata?> HolderAsync(this DurableTaskClient durable, Run run, CancellationToken cancel)
    {
        var holder = await durable.GetInstanceAsync(run.Instance, getInputsAndOutputs: !run.IsAlone, cancel);
        return run.IsAlone || holder.Holds(run) ? holder : null;
    }

    /// <summary>Whether a batch, read with its input, is in flight and contains the run.</summary>
    /// <remarks>Searches the input as text: a run id has no other meaning in it.</remarks>
    public static bool Holds([NotNullWhen(true)] this OrchestrationMetadata? batch, Run run) =>
        batch is { IsCompleted: false, SerializedInput: { } input } && input.Contains($"\"{run.Id}\"", StringComparison.Ordinal);

    private static async Task<bool> StartAsync(DurableTaskClient durable, string orchestrator, object input, string instance, CancellationToken cancel)
    {
        try
        {
            await durable.ScheduleNewOrchestrationInstanceAsync(orchestrator, input, new StartOrchestrationOptions(InstanceId: instance), cancel);
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Hosts report an existing instance with different exceptions, so check whether it exists.
            if (await durable.GetInstanceAsync(instance, cancel) is null)
            {
                throw;
            }

            return false;
        }
    }
}
