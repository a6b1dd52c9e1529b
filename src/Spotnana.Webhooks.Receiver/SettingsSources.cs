using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.FileProviders.Physical;
using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Receiver.Listening;

namespace Spotnana.Webhooks.Receiver;

/// <summary>Where settings come from, beside the usual sources: a file that the operator names, and the address of Development.</summary>
internal static class SettingsSources
{
    public const string Switch = "--settings";

    /// <summary>An argument that keeps .NET from watching the folder of the settings files.</summary>
    public const string NoWatcher = "--hostBuilder:reloadConfigOnChange=false";

    public const string Variable = "SPOTNANA_WEBHOOKS_SETTINGS";
    private const string DefaultsFile = "appsettings.json";

    // Everybody knows the sandbox's secret, so only this machine may use it, unless an address is set.
    private const string DevelopmentUrl = "http://localhost:8080";

    /// <summary>
    /// Adds the file that <c>--settings</c> or else <c>SPOTNANA_WEBHOOKS_SETTINGS</c> names, below environment variables and the command
    /// line, and above the files beside the program.
    /// </summary>
    /// <exception cref="OptionsValidationException">The file is missing, or cannot be read.</exception>
    public static void AddSettingsSources(this WebApplicationBuilder builder, string[] args)
    {
        var sources = builder.Configuration.Sources;
        PollFiles(sources);
        if (builder.Environment.IsDevelopment())
        {
            var defaults = sources.ToList().FindIndex(source => source is JsonConfigurationSource { Path: DefaultsFile });
            sources.Insert(defaults + 1, new MemoryConfigurationSource
            {
                InitialData = [new($"Kestrel:Endpoints:{Listener.Webhooks}:Url", DevelopmentUrl)],
            });
        }

        if (Named(args, builder.Configuration) is not var (key, path))
            return;
        var file = new FileInfo(path);
        var environment = sources.ToList().FindLastIndex(source => source is EnvironmentVariablesConfigurationSource);
        try
        {
            // Without filters: those of the default hide files whose names begin with a dot.
            sources.Insert(environment, new JsonConfigurationSource
            {
                FileProvider = new PhysicalFileProvider(file.DirectoryName!, ExclusionFilters.None),
                Path = file.Name,
            });
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new OptionsValidationException(key, typeof(SettingsSources), [$"{key} is '{path}', {Problem(failure, file)}"]);
        }
    }

    /// <summary>
    /// Has the files beside the program looked at every four seconds. .NET's own way watches all folders below them, where each write then
    /// costs, and misses how Kubernetes swaps files.
    /// </summary>
    private static void PollFiles(IList<IConfigurationSource> sources)
    {
        for (var index = 0; index < sources.Count; index++)
        {
            if (sources[index] is JsonConfigurationSource { Path: { } path, FileProvider: PhysicalFileProvider { Root: var root } } file)
            {
                sources[index] = new JsonConfigurationSource
                {
                    FileProvider = new PhysicalFileProvider(root) { UsePollingFileWatcher = true, UseActivePolling = true },
                    Path = path,
                    Optional = file.Optional,
                    ReloadOnChange = true,
                };
            }
        }
    }

    /// <summary>The settings files that were read, in their order.</summary>
    public static IEnumerable<string> Files(IConfigurationBuilder configuration) =>
        from source in configuration.Sources.OfType<JsonConfigurationSource>()
        let file = source.FileProvider?.GetFileInfo(source.Path!)
        where file is { Exists: true }
        select file.PhysicalPath ?? file.Name;

    /// <summary>What is wrong with a file that is no JSON, without any part of its content; null for another failure.</summary>
    public static string? WhyNoJson(Exception failure)
    {
        if (failure is not InvalidDataException)
            return null;
        for (var link = failure.InnerException; link is not null; link = link.InnerException)
        {
            if (link is System.Text.Json.JsonException { LineNumber: { } line, BytePositionInLine: { } position })
                return $"is no JSON: see line {line + 1}, byte {position + 1}.";
        }

        // A key that stands there twice, or no object at the top: the message names the key.
        return "is no JSON object that can be used. "
            + $"{failure.InnerException?.Message} A key may stand there once only, whatever its case.";
    }

    private static (string Key, string Path)? Named(string[] args, ConfigurationManager configuration)
    {
        var at = Array.FindLastIndex(args, arg => IsSwitch(arg) || arg.StartsWith($"{Switch}=", StringComparison.OrdinalIgnoreCase));
        if (at >= 0)
        {
            var path = IsSwitch(args[at]) ? args.ElementAtOrDefault(at + 1) : args[at][(Switch.Length + 1)..];
            return string.IsNullOrWhiteSpace(path)
                ? throw new OptionsValidationException(
                    Switch, typeof(SettingsSources), [$"{Switch} names no file. Write the path of a JSON file after it, or leave it out."])
                : (Switch, path);
        }

        return configuration[Variable] is { } value && !string.IsNullOrWhiteSpace(value) ? (Variable, value) : null;

        static bool IsSwitch(string arg) => arg.Equals(Switch, StringComparison.OrdinalIgnoreCase);
    }

    private static string Problem(Exception failure, FileInfo file) => failure switch
    {
        _ when WhyNoJson(failure) is { } why => $"which {why} Put it right.",
        _ when Directory.Exists(file.FullName) => "which is a directory. Name a JSON file in it.",
        FileNotFoundException or DirectoryNotFoundException => "but there is no such file. Put it there (mount it), or fix the path.",
        UnauthorizedAccessException => "which the service's user may not read. Give that user the right to read it.",
        _ => $"which cannot be read: {failure.Message}",
    };
}
