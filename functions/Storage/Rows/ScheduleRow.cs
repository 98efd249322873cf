using AgentSched.Model.Schedules;
using AgentSched.Model.Usage;
using AgentSched.Storage.Tables;
using AgentSched.Time.Specs;
using Azure.Data.Tables;

namespace AgentSched.Storage.Rows;

/// <summary>A schedule as columns: those that callers edit, and the state that its runs change.</summary>
internal static class ScheduleRow
{
    private const string ChainProblemColumn = "ChainProblem";

    public static TableEntity Write(Schedule schedule, string shard, string key)
    {
        var row = WriteState(schedule, shard, key);
        row["Id"] = schedule.Id;
        row["Tenant"] = schedule.Tenant;
        row["Agent"] = schedule.Agent;
        row["AgentId"] = schedule.AgentId.OrNull();
        row["Owner"] = schedule.Owner;
        row["OwnerIsAdmin"] = schedule.OwnerIsAdmin ? true : null;
        row["Name"] = schedule.Name;
        row["Description"] = schedule.Description;
        row["Tags"] = schedule.Tags.ToColumn();
        row["Spec"] = schedule.Spec.ToColumn();
        row["Message"] = schedule.Message;
        row["Context"] = schedule.Context;
        row["TimeoutMs"] = schedule.Timeout.ToColumn();
        row["MaxCostUsdPerRun"] = schedule.MaxCostUsdPerRun.ToColumn();
        row["Misfire"] = schedule.Policies.Misfire.ToString();
        row["CatchUpWindowMs"] = schedule.Policies.CatchUpWindow.ToColumn();
        row["Overlap"] = schedule.Policies.Overlap.ToString();
        row["OnFull"] = schedule.Policies.OnFull.ToString();
        row["Retries"] = schedule.Policies.Retries;
        row["RetryTimeouts"] = schedule.Policies.RetryTimeouts;
        row["PauseAfterFailures"] = schedule.Policies.PauseAfterFailures;
        row["Chain"] = ChainLink.ToColumn(schedule.Chain);
        row[ChainProblemColumn] = schedule.ChainProblem;
        row["PausedUntil"] = schedule.PausedUntil;
        row["CreatedAt"] = schedule.CreatedAt;
        row["DeletedAt"] = schedule.DeletedAt;
        row["RequestHash"] = schedule.RequestHash;
        row["HookVersion"] = schedule.HookVersion == 0 ? null : schedule.HookVersion;
        row["HookBody"] = schedule.HookBody == HookBody.Fields ? null : schedule.HookBody.ToString();
        RunRow.WriteSettings(row, schedule.Settings);
        return row;
    }

    /// <summary>The columns that a run's opening or closing changes.</summary>
    public static TableEntity WriteState(Schedule schedule, string shard, string key)
    {
        var row = new TableEntity(shard, key)
        {
            ["Enabled"] = schedule.Enabled, // a schedule may pause itself
            ["Note"] = schedule.Note,
            ["UpdatedAt"] = schedule.UpdatedAt,
            ["Version"] = schedule.Version,
            ["ActiveRuns"] = string.Join(' ', schedule.ActiveRuns),
            ["Buffered"] = string.Join(' ', schedule.Buffered),
            ["CatchUpUntil"] = schedule.CatchUpUntil,
            ["EnteredUntil"] = schedule.EnteredUntil,
            ["OvertookAt"] = schedule.OvertookAt,
            ["FailuresInARow"] = schedule.FailuresInARow,
            ["Today"] = schedule.Today.IsEmpty ? null : schedule.Today.ToString(),
            ["LastRuns"] = LastRun.ToColumn(schedule.LastRuns),
        };
        schedule.Totals.Write(row);
        return row;
    }

    /// <summary>The column that says why a schedule of the chain did not run.</summary>
    public static TableEntity WriteChainProblem(string shard, string key, string problem) => new(shard, key) { [ChainProblemColumn] = problem };

    /// <summary>The row that names a deleted schedule until it is purged.</summary>
    public static TableEntity WritePurge(Schedule schedule, string shard, string key) => new(shard, key)
    {
        ["Tenant"] = schedule.Tenant,
        ["Agent"] = schedule.Agent,
        ["AgentId"] = schedule.AgentId.OrNull(),
        ["ScheduleId"] = schedule.Id,
    };

    public static Schedule Read(TableEntity row) => new()
    {
        Id = row.Text("Id"),
        Tenant = row.Text("Tenant"),
        Agent = row.Text("Agent"),
        AgentId = row.GetString("AgentId") ?? string.Empty,
        Owner = row.Text("Owner"),
        OwnerIsAdmin = row.Flag("OwnerIsAdmin"),
        Name = row.Text("Name"),
        Description = row.GetString("Description"),
        Tags = row.List("Tags"),
        Spec = ScheduleSpec.FromColumn(row.Text("Spec"), row.Text("Id")),
        Message = row.Text("Message"),
        Context = row.GetString("Context"),
        Settings = RunRow.ReadSettings(row),
        Timeout = row.Duration("TimeoutMs"),
        MaxCostUsdPerRun = row.Usd("MaxCostUsdPerRun"),
        Policies = new SchedulePolicies
        {
            Misfire = row.Word("Misfire", MisfirePolicy.FireLatest),
            CatchUpWindow = row.Duration("CatchUpWindowMs"),
            Overlap = row.Word("Overlap", OverlapPolicy.Skip),
            OnFull = row.Word("OnFull", OnFull.Wait),
            Retries = row.GetInt32("Retries") ?? SchedulePolicies.DefaultRetries,
            RetryTimeouts = row.Flag("RetryTimeouts"),
            PauseAfterFailures = row.GetInt32("PauseAfterFailures") ?? SchedulePolicies.DefaultPauseAfterFailures,
        },
        Chain = ChainLink.FromColumn(row.GetString("Chain")),
        ChainProblem = row.GetString(ChainProblemColumn),
        Enabled = row.Flag("Enabled"),
        PausedUntil = row.GetDateTimeOffset("PausedUntil"),
        Note = row.GetString("Note"),
        CreatedAt = row.Time("CreatedAt"),
        UpdatedAt = row.Time("UpdatedAt"),
        Version = row.GetInt32("Version") ?? 1,
        DeletedAt = row.GetDateTimeOffset("DeletedAt"),
        RequestHash = row.GetString("RequestHash"),
        HookVersion = row.GetInt32("HookVersion") ?? 0,
        HookBody = row.Word("HookBody", HookBody.Fields),
        ActiveRuns = row.RunIds("ActiveRuns"),
        Buffered = row.RunIds("Buffered"),
        CatchUpUntil = row.GetDateTimeOffset("CatchUpUntil"),
        EnteredUntil = row.GetDateTimeOffset("EnteredUntil"),
        OvertookAt = row.GetDateTimeOffset("OvertookAt"),
        FailuresInARow = row.GetInt32("FailuresInARow") ?? 0,
        Totals = RunTotals.Read(row),
        Today = DayUsage.Parse(row.GetString("Today")),
        LastRuns = LastRun.FromColumn(row.GetString("LastRuns")),
    };
}
