using AgentSched.Azurite;

namespace AgentSched.Tests.Dashboard;

/// <summary>The screenshots of docs/dashboard.md, taken if AGENTSCHED_SCREENSHOTS is 1.</summary>
internal static class Screenshots
{
    public static async Task TakeAsync(View view, string name)
    {
        // docs/dashboard.md shows each of these.
        string[] shown = ["overview", "schedules", "schedule", "new", "edit", "runs", "run", "agents", "agent", "activity", "usage", "admin", "keys"];
        if (Environment.GetEnvironmentVariable("AGENTSCHED_SCREENSHOTS") is not "1" || !shown.Contains(name, StringComparer.Ordinal))
        {
            return;
        }

        await view.Page.ScreenshotAsync(new() { Path = Path.Combine(Checkout.Root(), "docs", "dashboard", $"{name}.png") });
    }
}
