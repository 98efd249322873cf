namespace AgentSched.Runs;

/// <summary>A run as JSON.</summary>
internal static class RunContract
{
    /// <summary>An entry of a list: everything but the long texts.</summary>
    public static object Entry(Run run) => new
    {
        runId = run.Id.ToString(),
        run.Agent,
        run.ScheduleId,
        run.ScheduleName,
        run.Trigger,
        run.Status,
        run.Reason,
        run.Sentence,
        run.NominalTime,
        run.DueTime,
        run.StartedAt,
        run.FinishedAt,
        run.Lateness,
        run.Duration,
        run.Attempts,
        summary = RunRow.Cut(run.Answer?.Response, Run.SummaryLength),
        run.Answer?.CostUsd,
        run.Answer?.TokensIn,
        run.Answer?.TokensOut,
    };

    /// <summary>The whole record.</summary>
    public static object Answer(Run run) => new
    {
        runId = run.Id.ToString(),
        run.Agent,
        run.ScheduleId,
        run.ScheduleName,
        run.Trigger,
        run.Status,
        run.Reason,
        run.Sentence,
        run.NominalTime,
        run.DueTime,
        run.ClaimedAt,
        run.StartedAt,
        run.FinishedAt,
        run.Lateness,
        run.Duration,
        run.Attempts,
        run.Message,
        run.Timeout,
        run.Settings.Model,
        run.Settings.AllowedTools,
        run.Settings.SystemPrompt,
        run.Settings.MaxTurns,
        run.Answer?.Response,
        run.ResponseCut,
        summary = RunRow.Cut(run.Answer?.Response, Run.SummaryLength),
        error = run.Status is RunStatus.Failed or RunStatus.TimedOut ? run.Sentence : null,
        run.Answer?.CostUsd,
        run.Answer?.TokensIn,
        run.Answer?.TokensOut,
        run.Answer?.ContextTokens,
        run.Answer?.ContextWindow,
        run.Answer?.Turns,
        run.Answer?.ToolCalls,
        run.Answer?.SessionId,
        answerModel = run.Answer?.Model,
        run.HasLog,
    };
}
