namespace AgentSched.Tests.Support;

/// <summary>The browser of this machine.</summary>
internal static class Chromium
{
    private static readonly string?[] Places =
        [Environment.GetEnvironmentVariable("AGENTSCHED_BROWSER"), "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    /// <summary>What a machine without one is told.</summary>
    public const string Missing = "no Chromium was found; install it (apt-get install chromium) or name it in AGENTSCHED_BROWSER";

    /// <summary>Its path. Null: there is none.</summary>
    public static string? Path { get; } = Places.FirstOrDefault(File.Exists);

    /// <summary>Without a sandbox, which needs rights that containers lack, and without requests of its own.</summary>
    public static string[] Arguments { get; } = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"];
}
