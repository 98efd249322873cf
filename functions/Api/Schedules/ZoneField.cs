using AgentSched.Api.Http;

namespace AgentSched.Api.Schedules;

/// <summary>The zone that a request means where its text does not name one.</summary>
internal static class ZoneField
{
    public static string Read(JsonFields fields)
    {
        var zone = fields.Text("zone", max: 100) ?? "UTC";
        if (!fields.Errors.Has("zone") && !(TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) && found.HasIanaId))
        {
            fields.Errors.Add("zone", $"\"{zone}\" is not an IANA time zone such as Europe/Berlin or UTC");
        }

        return zone;
    }
}
