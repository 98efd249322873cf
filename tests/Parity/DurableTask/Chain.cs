using Microsoft.DurableTask;

namespace AgentSched.Parity.DurableTask;

/// <summary>
/// Three steps in a row, a timer after the first. Each execution of a step gives a result of its own and writes it down beside its input,
/// so that files tell how often each step ran, and whether ever two results of one step were acted upon.
/// </summary>
internal static class Chain
{
    public const int Steps = 3;

    private sealed record Mark(string Folder, string Id, int Step, string Before);

    public static void AddTasks(DurableTaskRegistry tasks) => tasks
        .AddOrchestratorFunc<string, string[]>("Chain", async (context, folder) =>
        {
            var first = await context.CallActivityAsync<string>("Mark", new Mark(folder, context.InstanceId, 0, string.Empty));
            await context.CreateTimer(TimeSpan.FromSeconds(1), CancellationToken.None);
            var second = await context.CallActivityAsync<string>("Mark", new Mark(folder, context.InstanceId, 1, first));
            var third = await context.CallActivityAsync<string>("Mark", new Mark(folder, context.InstanceId, 2, second));
            return [first, second, third];
        })
        .AddActivityFunc<Mark, string>("Mark", async (_, mark) =>
        {
            var result = $"{mark.Step}-{Guid.NewGuid():N}";
            await File.AppendAllTextAsync(FileOf(mark.Folder, mark.Id, mark.Step), $"{mark.Before}>{result}\n");
            await Task.Delay(30);
            return result;
        });

    /// <summary>How often its steps ran, or what is wrong with it.</summary>
    public static (int Executions, string? Problem) Check(string folder, string id, string[]? output)
    {
        if (output is not { Length: Steps })
        {
            return (0, $"{id}: {output?.Length ?? 0} results instead of {Steps}");
        }

        var executions = 0;
        for (var step = 0; step < Steps; step++)
        {
            var file = FileOf(folder, id, step);
            var lines = File.Exists(file) ? File.ReadAllLines(file) : [];
            executions += lines.Length;
            var before = step == 0 ? string.Empty : output[step - 1];
            if (lines.Count(line => string.Equals(line, $"{before}>{output[step]}", StringComparison.Ordinal)) != 1)
            {
                return (executions, $"{id}: the result of step {step} is that of no execution: {output[step]}");
            }

            // A step that acted upon another result of the step before it: two results were applied.
            if (Array.Find(lines, line => !line.StartsWith(before + ">", StringComparison.Ordinal)) is { } other)
            {
                return (executions, $"{id}: step {step} ran after {other}, and after {before}");
            }
        }

        return (executions, null);
    }

    private static string FileOf(string folder, string id, int step) => Path.Combine(folder, $"{id}-{step}");
}
