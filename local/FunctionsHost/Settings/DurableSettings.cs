namespace AgentSched.FunctionsHost.Settings;

/// <summary>host.json extensions.durableTask.</summary>
internal sealed class DurableSettings
{
    public DurableSettings(HostJson json)
    {
        HubName = json.Text("extensions:durableTask:hubName") ?? "TestHubName";
        MaxConcurrentActivities = json.Number("extensions:durableTask:maxConcurrentActivityFunctions", 10 * Environment.ProcessorCount, 1, 100_000);
        MaxConcurrentOrchestrators = json.Number("extensions:durableTask:maxConcurrentOrchestratorFunctions", 10 * Environment.ProcessorCount, 1, 100_000);
        PollInterval = json.Span(
            "extensions:durableTask:storageProvider:maxQueuePollingInterval", TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1));
        LeaseDuration = json.Span(
            "extensions:durableTask:storageProvider:workItemQueueVisibilityTimeout", TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        if (HubName.Length is < 3 or > 45 || !char.IsAsciiLetter(HubName[0]) || !HubName.All(char.IsAsciiLetterOrDigit))
        {
            json.Wrong("extensions:durableTask:hubName", $"\"{HubName}\" is not 3 to 45 letters and digits, a letter first");
        }
    }

    public string HubName { get; }

    public int MaxConcurrentActivities { get; }

    public int MaxConcurrentOrchestrators { get; }

    public TimeSpan PollInterval { get; }

    public TimeSpan LeaseDuration { get; }
}
