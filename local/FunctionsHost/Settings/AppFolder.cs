namespace AgentSched.FunctionsHost.Settings;

/// <summary>Where host.json and local.settings.json lie.</summary>
internal static class AppFolder
{
    public static string Find() =>
        Environment.GetEnvironmentVariable("FUNCTIONS_APPLICATION_DIRECTORY") is { Length: > 0 } folder
            ? folder
            : AppContext.BaseDirectory;
}
