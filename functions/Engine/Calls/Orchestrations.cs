using System.Diagnostics.CodeAnalysis;
using AgentSched.Model.Runs;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace AgentSched.Engine.Calls;

/// <summary>Starts the orchestrations that call agents, and tells whether one is at work for a run.</summary>
internal static class Orchestrations
{
    /// <summary>Starts the run's own orchestration. Safe to repeat: one that is under way goes on.</summary>
    public static Task<bool> StartAsync(this DurableTaskClient durable, RunTicket ticket, CancellationToken cancel) =>
        StartAsync(durable, OrchestrationNames.OfRun, ticket, ticket.Run, cancel);

    /// <summary>Starts the orchestration of a batch. Safe to repeat.</summary>
    /// <returns>False: one with its id is under way, perhaps with fewer runs.</returns>
    public static Task<bool> StartAsync(this DurableTaskClient durable, RunBatch batch, CancellationToken cancel) =>
        StartAsync(durable, OrchestrationNames.OfBatch, batch, batch.Id, cancel);

    /// <summary>The orchestration that the run's row names. Null: there is none, or it is that of a batch and does not (any more) call for the run.</summary>
    public static async Task<OrchestrationMetadata?> HolderAsync(this DurableTaskClient durable, Run run, CancellationToken cancel)
    {
        var holder = await durable.GetInstanceAsync(run.Instance, getInputsAndOutputs: !run.IsAlone, cancel);
        return run.IsAlone || holder.Holds(run) ? holder : null;
    }

    /// <summary>Whether a batch, read with its input, is at work and calls for the run.</summary>
    /// <remarks>The input is looked at as text: a run id cannot stand in it for anything else.</remarks>
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
            // "Exists already" comes as different exceptions from different hosts; what counts is whether it is there.
            if (await durable.GetInstanceAsync(instance, cancel) is null)
            {
                throw;
            }

            return false;
        }
    }
}
