using AgentSched.Base;
using AgentSched.Model.Agents;
using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;
using AgentSched.Storage.Tables;
using Azure;
using Azure.Data.Tables;

namespace AgentSched.Storage.Rows;

/// <summary>A run as columns. The in-flight row and the record have the same columns; the record by schedule omits the long texts.</summary>
internal static class RunRow
{
    private const string LogColumn = "Log";
    private const string CallsColumn = nameof(Run.Calls);
    private const string ChainProblemColumn = "ChainProblem";

    /// <summary>All columns of a record except the log and the calls, which lists do not need.</summary>
    public static IReadOnlyList<string> ColumnsOfLists { get; } =
        [.. Record(new Run { Id = default, Tenant = "", Agent = "", Trigger = default, Status = default, NominalTime = default, DueTime = default }, "").Keys.Where(column => column is not (LogColumn or CallsColumn))];

    public static TableEntity InFlight(Run run, string shard)
    {
        var row = Write(run, shard, Keys.InFlight(run.Id), texts: true);
        row["Failures"] = run.Failures == 0 ? null : run.Failures;
        row["RetryAt"] = run.RetryAt;
        return row;
    }

    public static TableEntity Record(Run run, string shard)
    {
        var row = Write(run, shard, Keys.Run(run.AgentKey, run.Id), texts: true);
        row[LogColumn] = run.SmallLog;
        return row;
    }

    public static TableEntity RecordOfSchedule(Run run, string shard) =>
        Write(run, shard, Keys.RunOfSchedule(run.AgentKey, run.ScheduleId!, run.Id), texts: false);

    /// <summary>Inserts or replaces the records of a run.</summary>
    public static Transaction UpsertRecords(this Transaction transaction, Run run)
    {
        transaction.Upsert(Record(run, transaction.Partition));
        return run.ScheduleId is null ? transaction : transaction.Upsert(RecordOfSchedule(run, transaction.Partition));
    }

    /// <summary>Notes in the records of an ended run why a run that should have followed it does not exist; fails if the records are purged.</summary>
    public static Transaction NoteChainProblem(this Transaction transaction, Run ended, string problem)
    {
        transaction.Merge(new TableEntity(transaction.Partition, Keys.Run(ended.AgentKey, ended.Id)) { [ChainProblemColumn] = problem }, ETag.All);
        return transaction.Merge(new TableEntity(transaction.Partition, Keys.RunOfSchedule(ended.AgentKey, ended.ScheduleId!, ended.Id)) { [ChainProblemColumn] = problem }, ETag.All);
    }

    /// <summary>Inserts the records of a run; the transaction fails if they exist.</summary>
    public static Transaction InsertRecords(this Transaction transaction, Run run)
    {
        transaction.Insert(Record(run, transaction.Partition));
        return run.ScheduleId is null ? transaction : transaction.Insert(RecordOfSchedule(run, transaction.Partition));
    }

    public static Run Read(TableEntity row) => new()
    {
        Id = RunId.Parse(row.Text("RunId")),
        Tenant = row.Text("Tenant"),
        Agent = row.Text("Agent"),
        AgentId = row.GetString("AgentId") ?? string.Empty,
        ScheduleId = row.GetString("ScheduleId"),
        ScheduleName = row.GetString("ScheduleName"),
        Owner = row.GetString("Owner"),
        OwnerIsAdmin = row.Flag("OwnerIsAdmin"),
        Trigger = row.Word<RunTrigger>("Trigger"),
        Status = row.Word<RunStatus>("Status"),
        Reason = row.GetString("Reason") is null ? null : row.Word<RunReason>("Reason"),
        Sentence = row.GetString("Sentence"),
        NominalTime = row.Time("NominalTime"),
        DueTime = row.Time("DueTime"),
        ClaimedAt = row.GetDateTimeOffset("ClaimedAt"),
        StartedAt = row.GetDateTimeOffset("StartedAt"),
        Deadline = row.GetDateTimeOffset("Deadline"),
        AcceptedAt = row.GetDateTimeOffset("AcceptedAt"),
        FinishedAt = row.GetDateTimeOffset("FinishedAt"),
        Attempts = row.GetInt32("Attempts") ?? 0,
        Calls = RunCall.FromColumn(row.GetString(CallsColumn)),
        Batch = row.GetString("Batch"),
        IsHandedOver = row.Flag("IsHandedOver"),
        Failures = row.GetInt32("Failures") ?? 0,
        RetryAt = row.GetDateTimeOffset("RetryAt"),
        Message = row.GetString("Message"),
        Context = row.LongText("Context"),
        Retries = row.GetInt32("Retries") ?? SchedulePolicies.DefaultRetries,
        RetryTimeouts = row.Flag("RetryTimeouts"),
        StartBy = row.GetDateTimeOffset("StartBy"),
        ChainProblem = row.GetString(ChainProblemColumn),
        MaxCostUsd = row.Usd("MaxCostUsd"),
        AsksOwner = row.Flag("AsksOwner"),
        NotBefore = row.GetDateTimeOffset("NotBefore"),
        DecidesAgain = row.Flag(Run.DecidesAgainColumn),
        Timeout = row.Duration("TimeoutMs"),
        Settings = ReadSettings(row),
        Previous = ReadPrevious(row),
        Depth = row.GetInt32("ChainDepth") ?? 0,
        ResponseCut = row.Flag("ResponseCut"),
        HasLog = row.Flag("HasLog"),
        SmallLog = row.GetBinary(LogColumn),
        Answer = new AgentAnswer
        {
            Response = row.GetString("Response"),
            CostUsd = row.Usd("CostUsd"),
            TokensIn = row.GetInt64("TokensIn"),
            TokensOut = row.GetInt64("TokensOut"),
            ContextTokens = row.GetInt64("ContextTokens"),
            ContextWindow = row.GetInt64("ContextWindow"),
            Turns = row.GetInt32("Turns"),
            ToolCalls = row.GetInt32("ToolCalls"),
            SessionId = row.GetString("SessionId"),
            Model = row.GetString("AnswerModel"),
            Provider = row.GetString("Provider"),
            LlmCalls = row.GetInt32("LlmCalls"),
            ResponseTruncated = row.Flag("ResponseTruncated"),
            LogTruncated = row.Flag("LogTruncated"),
            LogIsText = row.GetBoolean("LogIsText") ?? false,
            CostUnknown = row.Flag("CostUnknown"),
            TokensUnknown = row.Flag("TokensUnknown"),
            ErrorCode = row.GetString("ErrorCode"),
            TerminalReason = row.GetString("TerminalReason"),
        },
        SettledUsd = row.Usd("SettledUsd"),
        SettledTokens = row.GetInt64("SettledTokens"),
        ExcessUsd = row.Usd("ExcessUsd"),
    };

    /// <summary>The settings of a schedule or a run, in the same columns.</summary>
    public static AgentSettings ReadSettings(TableEntity row) => new(
        row.GetString("Model"), row.List("AllowedTools"), row.GetString("SystemPrompt"), row.GetInt32("MaxTurns"));

    public static void WriteSettings(TableEntity row, AgentSettings settings)
    {
        row["Model"] = settings.Model;
        row["AllowedTools"] = settings.AllowedTools.ToColumn();
        row["SystemPrompt"] = settings.SystemPrompt;
        row["MaxTurns"] = settings.MaxTurns;
    }

    /// <summary>A flag that takes no space unless it is set.</summary>
    private static bool? OnlyTrue(bool? flag) => flag == true ? true : null;

    private static PreviousRun? ReadPrevious(TableEntity row) => row.GetString("PreviousRunId") is { } id
        ? new PreviousRun(row.Text("PreviousAgent"), RunId.Parse(id), row.Word<RunStatus>("PreviousStatus"), row.GetString("PreviousResponse"))
        : null;

    private static TableEntity Write(Run run, string shard, string key, bool texts)
    {
        var row = new TableEntity(shard, key)
        {
            ["RunId"] = run.Id.ToString(),
            ["Tenant"] = run.Tenant,
            ["Agent"] = run.Agent,
            ["AgentId"] = run.AgentId.OrNull(),
            ["ScheduleId"] = run.ScheduleId,
            ["ScheduleName"] = run.ScheduleName,
            ["Owner"] = run.Owner,
            ["OwnerIsAdmin"] = OnlyTrue(run.OwnerIsAdmin),
            ["Trigger"] = run.Trigger.ToString(),
            ["Status"] = run.Status.ToString(),
            ["Reason"] = run.Reason?.ToString(),
            ["Sentence"] = run.Sentence,
            ["NominalTime"] = run.NominalTime,
            ["DueTime"] = run.DueTime,
            ["ClaimedAt"] = run.ClaimedAt,
            ["StartedAt"] = run.StartedAt,
            ["StartBy"] = run.StartBy,
            [ChainProblemColumn] = run.ChainProblem,
            ["Deadline"] = run.Deadline,
            ["AcceptedAt"] = run.AcceptedAt,
            ["FinishedAt"] = run.FinishedAt,
            ["LatenessMs"] = run.Lateness.ToColumn(),
            ["DurationMs"] = run.Duration.ToColumn(),
            ["Attempts"] = run.Attempts,
            [CallsColumn] = texts ? RunCall.ToColumn(run.Calls) : null,
            ["Batch"] = run.Batch,
            ["IsHandedOver"] = OnlyTrue(run.IsHandedOver),
            ["MaxCostUsd"] = run.MaxCostUsd.ToColumn(),
            ["AsksOwner"] = OnlyTrue(run.AsksOwner),
            ["NotBefore"] = run.NotBefore,
            ["PreviousAgent"] = run.Previous?.Agent,
            ["PreviousRunId"] = run.Previous?.Id.ToString(),
            ["PreviousStatus"] = run.Previous?.Status.ToString(),
            ["PreviousResponse"] = texts ? run.Previous?.Response : null,
            ["ChainDepth"] = run.Previous is null ? null : run.Depth,
            ["TimeoutMs"] = run.Timeout.ToColumn(),
            ["CostUsd"] = (run.Answer?.CostUsd).ToColumn(),
            ["TokensIn"] = run.Answer?.TokensIn,
            ["TokensOut"] = run.Answer?.TokensOut,
            ["ContextTokens"] = run.Answer?.ContextTokens,
            ["ContextWindow"] = run.Answer?.ContextWindow,
            ["Turns"] = run.Answer?.Turns,
            ["ToolCalls"] = run.Answer?.ToolCalls,
            ["SessionId"] = run.Answer?.SessionId,
            ["AnswerModel"] = run.Answer?.Model,
            ["Provider"] = run.Answer?.Provider,
            ["LlmCalls"] = run.Answer?.LlmCalls,
            ["CostUnknown"] = OnlyTrue(run.Answer?.CostUnknown),
            ["TokensUnknown"] = OnlyTrue(run.Answer?.TokensUnknown),
            ["SettledUsd"] = run.SettledUsd.ToColumn(),
            ["SettledTokens"] = run.SettledTokens,
            ["ExcessUsd"] = run.ExcessUsd.ToColumn(),
            ["ErrorCode"] = run.Answer?.ErrorCode,
            ["TerminalReason"] = run.Answer?.TerminalReason,
            ["ResponseTruncated"] = run.Answer?.ResponseTruncated ?? false,
            ["LogTruncated"] = run.Answer?.LogTruncated ?? false,
            ["LogIsText"] = run.Answer is { LogIsText: true } ? true : null,
            ["ResponseCut"] = run.ResponseCut,
            ["HasLog"] = run.HasLog,
            ["Response"] = texts ? run.Answer?.Response : Texts.Cut(run.Answer?.Response, Run.SummaryLength),
        };
        if (texts)
        {
            row["Message"] = run.Message;
            row.SetLongText("Context", run.Context);
            row["Retries"] = run.Retries;
            row["RetryTimeouts"] = run.RetryTimeouts;
            WriteSettings(row, run.Settings);
        }

        return row;
    }
}
