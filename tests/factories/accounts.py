import factory
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from factory.django import DjangoModelFactory

from accounts.models import User
from outbox.sealing import seal

TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@people.example")
    name = factory.Sequence(lambda n: f"Person Number{n}")
    practice_name = factory.Sequence(lambda n: f"Practice Number{n}")
    postal_address = "1 Gym Street, Toronto ON M5V 1A1"

    @factory.post_generation
    def password(self: User, create: bool, extracted: str | None, **kwargs: object) -> None:
        self.set_password(extracted or "correct-horse-battery")
        self.save()

    @factory.post_generation
    def verified_email(self: User, create: bool, extracted: object, **kwargs: object) -> None:
        EmailAddress.objects.create(user=self, email=self.email, primary=True, verified=True)

    @factory.post_generation
    def second_factor(self: User, create: bool, extracted: bool | None, **kwargs: object) -> None:
        """Everybody has an authenticator app, unless told otherwise."""
        if extracted is not False:
            Authenticator.objects.create(user=self, type=Authenticator.Type.TOTP, data={"secret": seal(TOTP_SECRET)})


class TrainerFactory(UserFactory):
    is_trainer = True
    name = factory.Sequence(lambda n: f"Trainer Number{n}")


class AdminFactory(UserFactory):
    is_network_admin = True
    name = factory.Sequence(lambda n: f"Admin Number{n}")
