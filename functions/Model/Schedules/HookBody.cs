namespace AgentSched.Model.Schedules;

/// <summary>What the body of a call to a schedule's hook is.</summary>
public enum HookBody
{
    /// <summary>The app's own JSON: <c>{"context": {…}}</c>.</summary>
    Fields,

    /// <summary>Any JSON object or list, as the sender's system makes it; it becomes the field <c>event</c> of the context.</summary>
    Context,
}
