using AgentSched.Api.Http;
using AgentSched.Model.Activities;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Api.Activities;

/// <summary>Reads the activity filter of a request.</summary>
internal static class ActivityQuery
{
    extension(ActivitySearch)
    {
        /// <summary>Reads <c>?type=runFailed,runMissed&amp;from=&amp;to=</c>.</summary>
        public static ActivitySearch Read(HttpRequest request, FieldErrors errors)
        {
            var (from, to) = request.Range(errors);
            return new ActivitySearch(request.Words<ActivityType>("type", errors), from, to);
        }
    }
}
