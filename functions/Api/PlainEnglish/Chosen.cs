using System.Text.Json;
using AgentSched.Api.Http;
using AgentSched.Api.Schedules;
using AgentSched.Model.Schedules;
using AgentSched.Time.Specs;

namespace AgentSched.Api.PlainEnglish;

/// <summary>A reading of a command that the caller chose: sent back as it was offered, or written by hand.</summary>
/// <param name="Action">What to do.</param>
/// <param name="Agent">The agent's name.</param>
/// <param name="Message">The message. Null: the action is about a schedule that exists.</param>
/// <param name="Spec">When to run. Null: the action creates no schedule.</param>
/// <param name="Schedule">Id of the schedule. Null: the action is not about one that exists.</param>
/// <param name="Until">End of the pause. Null: none, or not a pause.</param>
internal sealed record Chosen(CommandAction Action, string Agent, string? Message, ScheduleSpec? Spec, string? Schedule, DateTimeOffset? Until)
{
    /// <summary>Reads the fields of a reading; adds errors to <paramref name="fields"/>. Null: the body has none of them, or they are not valid.</summary>
    /// <param name="fields">The request.</param>
    /// <param name="isZoneGiven">Whether the request names a zone, which a reading has in its spec.</param>
    /// <param name="options">The deployment's limits.</param>
    /// <param name="now">Time of the request.</param>
    public static Chosen? Read(JsonFields fields, bool isZoneGiven, ScheduleOptions options, DateTimeOffset now)
    {
        var action = fields.Word<CommandAction>("action");
        var agent = fields.Text("agent", max: 63);
        var message = fields.Text("message", max: Model.Schedules.Schedule.MaxMessageLength);
        var spec = fields.Part("spec", part => SpecJson.Parse(part, options, now));
        var schedule = fields.Text("schedule", max: 100, pattern: ScheduleId.Shape(), shape: "the id of a schedule: 16 characters of a–z and 0–9");
        var until = fields.Instant("until");
        fields.ReadOnly("name", "human", "next", "nextLocal");
        if (action is not { } does)
        {
            if (!fields.Errors.Any && ((agent ?? message ?? schedule) is not null || spec is not null || until is not null))
            {
                fields.Errors.Add("action", "is required with the other fields of a reading");
            }

            return null;
        }

        Require("agent", agent);
        if (does is CommandAction.Schedule or CommandAction.Run)
        {
            Require("message", message);
        }
        else
        {
            Require("schedule", schedule);
        }

        if (does == CommandAction.Schedule && spec is null && !fields.Errors.HasUnder("spec"))
        {
            fields.Errors.Add("spec", "is required to create a schedule");
        }

        var sends = does is CommandAction.Schedule or CommandAction.Run;
        Refuse("message", !sends && message is not null, "the schedule has its message");
        Refuse("spec", does != CommandAction.Schedule && spec is not null, does == CommandAction.Run ? "to create a schedule, send action schedule" : "to change when it runs, PATCH the schedule");
        Refuse("schedule", sends && schedule is not null, "it is for actions on a schedule that exists");
        Refuse("until", does != CommandAction.Pause && until is not null, "it is the end of a pause");
        Refuse("zone", isZoneGiven, "the zone of a reading is in its spec");
        return new Chosen(does, agent ?? "", message, spec, schedule, until);

        void Refuse(string name, bool isUnread, string why)
        {
            if (isUnread && !fields.Errors.Has(name))
            {
                fields.Errors.Add(name, $"is not read with action {JsonNamingPolicy.CamelCase.ConvertName(does.ToString())}; {why}");
            }
        }

        void Require(string name, string? value)
        {
            if (string.IsNullOrWhiteSpace(value) && !fields.Errors.Has(name))
            {
                fields.Errors.Add(name, value is null ? "is required" : "must not be empty");
            }
        }
    }
}
