using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Spotnana.Webhooks.Settings;

/// <summary>Adds a <see cref="SettingsCheck"/> to options.</summary>
public static class SettingsCheckExtensions
{
    /// <summary>
    /// Compares the section that the options are bound to with its shape, whenever they are validated. Call it before they are bound: a
    /// value that does not convert is then reported with the other errors, where the binder would throw.
    /// </summary>
    /// <param name="options">The options.</param>
    /// <param name="section">The key of their section, such as <c>Inbox</c>.</param>
    /// <param name="shape">The section's shape.</param>
    public static OptionsBuilder<TOptions> CheckShape<TOptions>(
        this OptionsBuilder<TOptions> options, string section, SettingsShape shape)
        where TOptions : class => options.CheckShape(section, _ => shape);

    /// <summary>The same with a shape that depends on services.</summary>
    internal static OptionsBuilder<TOptions> CheckShape<TOptions>(
        this OptionsBuilder<TOptions> options, string section, Func<IServiceProvider, SettingsShape> shape)
        where TOptions : class
    {
        // Once, however often the options are added: each further one would report every error again.
        options.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TOptions>, Validator<TOptions>>(
            services => new Validator<TOptions>(() => Check(services))));
        return options.Configure<IServiceProvider>((_, services) =>
        {
            if (Check(services) is { CanBind: false } check)
                throw new OptionsValidationException(options.Name, typeof(TOptions), check.Errors);
        });

        SettingsCheck Check(IServiceProvider services) =>
            SettingsCheck.Of(services.GetRequiredService<IConfiguration>().GetSection(section), shape(services));
    }

    private sealed class Validator<TOptions>(Func<SettingsCheck> check) : IValidateOptions<TOptions>
        where TOptions : class
    {
        public ValidateOptionsResult Validate(string? name, TOptions options) =>
            check().Errors is { Count: > 0 } errors ? ValidateOptionsResult.Fail(errors) : ValidateOptionsResult.Success;
    }
}
