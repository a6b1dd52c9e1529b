using Microsoft.Extensions.Primitives;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace Spotnana.Webhooks.Receiver.Logging;

/// <summary>The least levels below <c>Serilog:MinimumLevel</c>; those of the settings files are read again when they change.</summary>
internal sealed class MinimumLevels
{
    private const LogEventLevel Unset = LogEventLevel.Information;

    private readonly IConfigurationSection _section;
    private readonly LoggingLevelSwitch _default = new(Unset);
    private readonly Dictionary<string, LoggingLevelSwitch> _overrides;

    private MinimumLevels(IConfigurationSection section)
    {
        _section = section;
        _overrides = Overrides().Where(level => !string.IsNullOrEmpty(level.Value))
            .ToDictionary(level => level.Key, _ => new LoggingLevelSwitch(), StringComparer.Ordinal);
        Read();
    }

    public static void Apply(LoggerConfiguration logger, IConfigurationSection section)
    {
        var levels = new MinimumLevels(section);
        logger.MinimumLevel.ControlledBy(levels._default);
        foreach (var (category, level) in levels._overrides)
            logger.MinimumLevel.Override(category, level);
        ChangeToken.OnChange(section.GetReloadToken, levels.Read);
    }

    /// <summary>What is wrong or missing leaves a level as it is: at the start there is nothing wrong.</summary>
    private void Read()
    {
        if (Enum.TryParse<LogEventLevel>(_section["Default"] ?? _section.Value, ignoreCase: true, out var least))
            _default.MinimumLevel = least;
        foreach (var level in Overrides())
        {
            if (_overrides.TryGetValue(level.Key, out var @override) && Enum.TryParse(level.Value, ignoreCase: true, out least))
                @override.MinimumLevel = least;
        }
    }

    private IEnumerable<IConfigurationSection> Overrides() => _section.GetSection("Override").GetChildren();
}
