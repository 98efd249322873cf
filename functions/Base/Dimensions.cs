namespace AgentSched.Base;

/// <summary>Dimensions of events and metrics. Run and schedule ids are set on events only, to limit metric cardinality.</summary>
internal static class Dimensions
{
    public const string Tenant = "tenant";
    public const string Agent = "agent";
    public const string Owner = "owner";
    public const string ScheduleId = "scheduleId";
    public const string RunId = "runId";
    public const string Trigger = "trigger";
    public const string Model = "model";
    public const string Status = "status";
    public const string Reason = "reason";
    public const string Sentence = "sentence";
    public const string Outcome = "outcome";
    public const string Queue = "queue";
    public const string Actor = "actor";
    public const string Change = "change";
    public const string Webhook = "webhook";
    public const string Policy = "policy";
    public const string Kind = "kind";
    public const string Service = "service";
    public const string Shard = "shard";
    public const string Version = "version";
    public const string Source = "source";
}
