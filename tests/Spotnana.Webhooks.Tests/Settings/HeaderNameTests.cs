using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Tests.Settings;

public sealed class HeaderNameTests
{
    [Theory]
    [InlineData("X-Tenant", true)]
    [InlineData("x_1.~|`^!#$%&'*+", true)]
    [InlineData("", false)]
    [InlineData("X Tenant", false)]
    [InlineData("X-Tenant:", false)]
    [InlineData("X-Tenant\r\nHost", false)]
    [InlineData("X(1)", false)]
    [InlineData("X-Téléphone", false)]
    public void A_name_is_what_RFC_9110_says(string name, bool isValid) => Assert.Equal(isValid, HeaderName.IsValid(name));
}
