using System.Linq.Expressions;
using System.Reflection;

namespace Azure.Data.Tables.Entities;

/// <summary>Compiled access to properties, without boxing their values. Works for <c>init</c> setters, too.</summary>
internal static class Access
{
    public static Func<object, TValue> Getter<TValue>(PropertyInfo property)
    {
        var entity = Expression.Parameter(typeof(object));
        return Expression.Lambda<Func<object, TValue>>(Expression.Property(Expression.Convert(entity, property.DeclaringType!), property), entity).Compile();
    }

    public static Action<object, TValue> Setter<TValue>(PropertyInfo property)
    {
        var (entity, value) = (Expression.Parameter(typeof(object)), Expression.Parameter(typeof(TValue)));
        var target = Expression.Property(Expression.Convert(entity, property.DeclaringType!), property);
        return Expression.Lambda<Action<object, TValue>>(Expression.Assign(target, value), entity, value).Compile();
    }
}
