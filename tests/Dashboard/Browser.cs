using AgentSched.Tests.Support;

namespace AgentSched.Tests.Dashboard;

/// <summary>Tests that need a browser.</summary>
internal static class Browser
{
    /// <summary>Skips the test on a machine without a browser; in CI, it fails.</summary>
    public static void Need()
    {
        if (Chromium.Path is null)
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") is "true", Chromium.Missing);
            Assert.Skip(Chromium.Missing);
        }
    }
}
