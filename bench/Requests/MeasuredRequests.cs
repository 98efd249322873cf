using System.Text.Json;
using AgentSched.Storage.Account;

namespace AgentSched.Bench;

/// <summary>What is paid for: transactions and operations as Azure bills them, executions, and telemetry.</summary>
internal sealed record Costs(double Tables, double Queues, double BlobWrites, double BlobOthers, double Executions, double TelemetryBytes)
{
    public static Costs Of(Counted counted)
    {
        var requests = counted.Requests;
        return new(
            requests.Sum(kind => kind.Service == "table"),
            requests.Sum(kind => kind.Service == "queue"),
            requests.Sum(IsBlobWrite),
            requests.Sum(kind => kind.Service == "blob" && !IsBlobWrite(kind)),
            counted.Executions,
            counted.TelemetryBytes);
    }

    public static bool IsTableRead(RequestKind kind) => kind is { Service: "table", What: "get" or "query" or "list" };

    /// <summary>Whether it is the app's own, and neither the durable engine's nor the host's.</summary>
    public static bool IsOwn(RequestKind kind) =>
        kind.Name.StartsWith(StorageClients.TableName, StringComparison.Ordinal) || kind.Name is StorageClients.RunsQueue or StorageClients.LogContainer;

    private static bool IsBlobWrite(RequestKind kind) => kind is { Service: "blob", What: "put" or "put block" or "put block list" or "append" or "container create" };
}

/// <summary>What <c>requests</c> counted last; <c>cost</c> multiplies it by prices.</summary>
/// <param name="Idle">Of a minute.</param>
/// <param name="Alone">Of a run alone in its second.</param>
/// <param name="Together">Of one of the most that came due together.</param>
internal sealed record MeasuredRequests(Costs Idle, Costs Alone, Costs Together)
{
    private static readonly string Path = System.IO.Path.Combine(AppContext.BaseDirectory, "requests.json");

    /// <summary>Null: nothing was counted since the last clean build.</summary>
    public static MeasuredRequests? Load() => File.Exists(Path) ? JsonSerializer.Deserialize<MeasuredRequests>(File.ReadAllText(Path)) : null;

    public void Save() => File.WriteAllText(Path, JsonSerializer.Serialize(this));
}
