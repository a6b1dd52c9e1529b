using System.Globalization;
using System.Reflection;

namespace Spotnana.Webhooks.Receiver.Tests.Readmes;

/// <summary>
/// The settings that exist: whatever can be bound of each options class of the service. The classes are looked up by name in all of its
/// assemblies, so that they may move.
/// </summary>
internal static class OptionsClasses
{
    // Where each is bound. Those that another holds are found through it. The subscriptions' class has a property for its whole section.
    private static readonly Dictionary<string, string> _sections = new()
    {
        ["SubscriptionsOptions"] = "",
        ["IntakeOptions"] = "Intake:",
        ["InboxOptions"] = "Inbox:",
        ["SqliteInboxOptions"] = "Inbox:Sqlite:",
        ["PostgreSqlInboxOptions"] = "Inbox:PostgreSql:",
        ["DispatchOptions"] = "Dispatch:",
        ["RouteOptions"] = "Routes:{name}:",
        ["ManagementOptions"] = "Management:",
    };

    /// <param name="Key">The whole key, with <c>{name}</c> where the name is the operator's.</param>
    /// <param name="Type">The type of its value.</param>
    /// <param name="Default">The class's own default, as it is written in the settings; empty where there is none.</param>
    public sealed record Setting(string Key, Type Type, string Default)
    {
        public bool HasRange => Type == typeof(TimeSpan) || Type == typeof(int) || Type == typeof(long);
    }

    public static IReadOnlyList<Setting> Settings { get; } =
        [.. All().Where(type => _sections.ContainsKey(type.Name)).SelectMany(type => SettingsOf(type, _sections[type.Name]))];

    /// <summary>Options classes that have no section above: their settings would be missed.</summary>
    public static IReadOnlyList<string> WithoutSection { get; } =
        [.. All().Except(_sections.Keys.SelectMany(Reached)).Select(type => type.FullName!)];

    private static IEnumerable<Type> All() => Assemblies().SelectMany(assembly => assembly.GetTypes())
        .Where(type => IsOptions(type) && type is { IsClass: true, IsAbstract: false });

    private static HashSet<Assembly> Assemblies()
    {
        var found = new HashSet<Assembly>();
        var next = new Stack<Assembly>([typeof(ReceiverApplication).Assembly]);
        while (next.TryPop(out var assembly))
        {
            if (!found.Add(assembly))
                continue;
            foreach (var name in assembly.GetReferencedAssemblies())
            {
                if (name.Name!.StartsWith("Spotnana.Webhooks", StringComparison.Ordinal))
                    next.Push(Assembly.Load(name));
            }
        }

        return found;
    }

    private static IEnumerable<Type> Reached(string name)
    {
        var next = new Stack<Type>(All().Where(type => type.Name == name));
        while (next.TryPop(out var type))
        {
            yield return type;
            foreach (var property in Bindable(type))
            {
                if (Held(property.PropertyType) is { Options: var held })
                    next.Push(held);
            }
        }
    }

    private static IEnumerable<Setting> SettingsOf(Type type, string section)
    {
        var defaults = Activator.CreateInstance(type);
        return Bindable(type).SelectMany(property => Held(property.PropertyType) is var (held, isByName)
            ? SettingsOf(held, $"{section}{property.Name}:{(isByName ? "{name}:" : "")}")
            : [new Setting($"{section}{property.Name}", property.PropertyType, Text(property.GetValue(defaults)))]);
    }

    // The binder fills lists and dictionaries that cannot be set.
    private static IEnumerable<PropertyInfo> Bindable(Type type) => type.GetProperties()
        .Where(property => property.SetMethod?.IsPublic == true || (property.PropertyType.IsGenericType && property.SetMethod is null));

    /// <summary>The options class that a property holds itself or by name; null for a plain value.</summary>
    private static (Type Options, bool IsByName)? Held(Type type) => IsOptions(type) ? (type, false)
        : type.IsGenericType && type.GetGenericArguments() is [var key, var value] && key == typeof(string) && IsOptions(value)
            ? (value, true)
        : null;

    private static bool IsOptions(Type type) =>
        type.Name.EndsWith("Options", StringComparison.Ordinal) && type.Namespace!.StartsWith("Spotnana.", StringComparison.Ordinal);

    private static string Text(object? value) => value switch
    {
        TimeSpan span => span.ToString("c", CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        System.Collections.IDictionary { Count: 0 } => "{}",
        System.Collections.ICollection { Count: 0 } => "[]",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
