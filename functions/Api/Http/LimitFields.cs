using System.Text.Json;
using AgentSched.Model.Agents;

namespace AgentSched.Api.Http;

/// <summary>Limits of money and tokens in a request.</summary>
internal static class LimitFields
{
    extension(Limits)
    {
        /// <summary>Reads <c>"limits": {dayUsd, monthUsd, dayTokens, monthTokens}</c>; null where none is set.</summary>
        public static Limits? Parse(JsonFields fields)
        {
            if (fields.Object("limits", max: 1000) is not { } text)
            {
                return null;
            }

            using var inner = new JsonFields(JsonDocument.Parse(text));
            var limits = Limits.Fields(inner);
            inner.Finish();
            fields.Errors.AddAll(inner.Errors, "limits.");

            return limits == Limits.None ? null : limits;
        }

        /// <summary>Reads the four fields.</summary>
        public static Limits Fields(JsonFields fields) => new(
            fields.Usd("dayUsd", Limits.MaxUsd), fields.Usd("monthUsd", Limits.MaxUsd), fields.Whole("dayTokens", 0, int.MaxValue), fields.Whole("monthTokens", 0, int.MaxValue));
    }
}
