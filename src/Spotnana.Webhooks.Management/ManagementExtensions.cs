using Microsoft.Extensions.Options;

namespace Spotnana.Webhooks.Receiver.Management;

internal static class ManagementExtensions
{
    public static IServiceCollection AddManagement(this IServiceCollection services)
    {
        services.AddOptions<ManagementOptions>().BindConfiguration(ManagementOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ManagementOptions>, ManagementOptionsValidator>();
        services.AddSingleton<KeyRing>();
        services.AddSingleton<HostAllowList>();
        services.AddSingleton<RefusalLog>();
        services.AddSingleton<ManagementGuard>();
        return services;
    }

    /// <summary>Guards the management listener. Endpoints say by <see cref="RightExtensions.RequireRight"/> what they ask for.</summary>
    public static void UseManagementGuard(this WebApplication app)
    {
        // As the library does it where paths are mapped: all that is wrong in the settings is told at once, not only what the guard reads.
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        var guard = app.Services.GetRequiredService<ManagementGuard>();
        app.Use(guard.InvokeAsync);
    }
}
